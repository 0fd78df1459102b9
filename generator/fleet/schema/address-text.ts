/**
 * The characters of a URL (RFC 3986), without those that have a meaning to a program that receives it: the dollar to the collector and
 * the kubelet, quotes to a shell. Braces, which templates and the collector expand, are not allowed in a URL anyway.
 */
export function isAddressText(text: string): boolean {
  return /^[A-Za-z0-9._~:/?#[\]@!&()*+,;=%-]*$/.test(text);
}
