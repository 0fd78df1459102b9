/** Ports for programs that are told where to listen. */
import { createServer } from 'node:net';

/** The kernel may name a port again until somebody listens on it. */
const given = new Set<number>();

/**
 * A TCP port that nobody listens on, and that was given to nobody before: at all addresses of the machine, since one of its own does not keep a
 * program apart from another that listens at all of them.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await unusedPort();
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
