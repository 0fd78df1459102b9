/**
 * An address for every program, as every pod has one: all of 127.0.0.0/8 is this machine. So everything listens on the port
 * that it has in a cluster, the generated configuration runs as it is, and two runs at once do not meet.
 */
import { randomInt } from 'node:crypto';

/** A function that gives another loopback address at each call. */
export function podIps(): () => string {
  const network = `127.${randomInt(1, 255)}.${randomInt(0, 256)}`;
  let last = 0;
  return () => {
    last += 1;
    return `${network}.${last}`;
  };
}
