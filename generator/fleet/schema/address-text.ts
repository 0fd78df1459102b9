/**
 * The characters of an address (RFC 3986), without those that are more than text to a program that gets it: braces, which are none of them,
 * to templates and the collector; the dollar to the collector and the kubelet; quotes to a shell.
 */
export function isAddressText(text: string): boolean {
  return /^[A-Za-z0-9._~:/?#[\]@!&()*+,;=%-]*$/.test(text);
}
