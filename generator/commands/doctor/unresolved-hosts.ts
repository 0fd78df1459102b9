/** Asks the DNS of this machine. */
import { lookup } from 'node:dns/promises';
import { setTimeout } from 'node:timers/promises';

/** How long an answer may take. */
const PATIENCE_MILLISECONDS = 5000;

/** The hosts without an address, in their order. A DNS that does not answer knows none. */
export async function unresolvedHosts(hosts: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(hosts.map(isKnown));
  return hosts.filter((_, index) => found[index] !== true);
}

function isKnown(host: string): Promise<boolean> {
  return Promise.race([
    lookup(host).then(
      () => true,
      () => false,
    ),
    setTimeout(PATIENCE_MILLISECONDS, false, { ref: false }),
  ]);
}
