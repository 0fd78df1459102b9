/**
 * The characters of an address (RFC 3986). Braces are none of them, so no address is a template to Argo CD, Prometheus or Alertmanager, and
 * none is filled in by the collector.
 */
export function isAddressText(text: string): boolean {
  return /^[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=%-]*$/.test(text);
}
