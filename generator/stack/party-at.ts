/** The party outside the cluster that a program connects to by an address. */
import type { Outside } from './component.ts';

/**
 * The server of a URL, or of a host name or an IPv4 address alone. A name inside the cluster leads to pods that are not known here, and
 * no policy by host names allows those: it is any address.
 */
export function partyAt(address: string): Outside {
  const hostname = address.includes('://') ? new URL(address).hostname : address;
  if (/^[\d.]+$/.test(hostname)) return { outside: 'addresses', cidr: `${hostname}/32` };
  return isInCluster(hostname) || hostname.startsWith('[')
    ? { outside: 'anywhere' }
    : { outside: 'host', name: hostname };
}

/** Whether the DNS of the cluster gives a Service for the name: a short one, or one below `svc` or the usual domain of a cluster. */
export function isInCluster(hostname: string): boolean {
  return !hostname.includes('.') || /\.svc$|\.svc\.|\.cluster\.local$/.test(hostname);
}
