/** How an external server is made up: Langfuse's client must know whether it speaks to one server, to a cluster or to Sentinels. */
import * as z from 'zod';
import { advised } from '../../fleet/schema/advice.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';
import { host, objectName, port } from '../../fleet/schema/quantities.ts';

export const topology = {
  topology: z
    .enum(['standalone', 'cluster', 'sentinel'])
    .default('standalone')
    .meta({ examples: ['cluster'] })
    .describe(
      'standalone (one server, or a primary behind one name), cluster (Redis Cluster; `host` is a node of it or its configuration endpoint) or sentinel (`host` is a Sentinel).',
    ),
  nodes: z
    .array(host)
    .default([])
    .meta({ examples: [['valkey-2.acme.io', 'valkey-3.acme.io']] })
    .describe(
      'Further nodes of the cluster, or Sentinels, at the same port. The client learns the others by itself, but needs one that answers to begin with.',
    ),
  sentinel: z
    .strictObject({
      masterName: foreignName
        .meta({ examples: ['mymaster'] })
        .describe('Name of the primary that the Sentinels watch.'),
      serverPort: port.default(6379).describe('Port of the servers; `port` is that of the Sentinels.'),
      secretName: objectName
        .optional()
        .describe('Secret in the namespace of the stack with the key `password` of the Sentinels; none by default.'),
    })
    .optional()
    .meta({ examples: [{ masterName: 'mymaster' }] })
    .describe('The Sentinels, with topology sentinel.'),
} as const;

interface Said {
  readonly topology: 'standalone' | 'cluster' | 'sentinel';
  readonly nodes: readonly string[];
  readonly sentinel?: unknown;
  readonly username: string;
}

/** The user that every server has. */
export const DEFAULT_USER = 'default';

/** Rejects what the client is not told with this topology, and Sentinels without the name of what they watch. */
export function refuseIdleTopology(
  { topology: kind, nodes, sentinel, username }: Said,
  context: z.RefinementCtx,
): void {
  const refuse = (path: string, message: string, hint: string): void =>
    context.addIssue({ ...advised(message, hint), path: [path] });
  if (kind === 'standalone' && nodes.length > 0)
    refuse('nodes', 'has no effect: with topology standalone there is one server', 'set topology: cluster or sentinel');
  if (kind === 'sentinel' && sentinel === undefined)
    refuse(
      'topology',
      'needs the name of the primary that the Sentinels watch',
      'set sentinel: {masterName: mymaster}',
    );
  if (kind !== 'sentinel' && sentinel !== undefined)
    refuse('sentinel', `has no effect: the topology is ${kind}`, 'set topology: sentinel, or remove it');
  // Langfuse's chart gives the client a user for a single server only (langfuse/langfuse-k8s:charts/langfuse/templates/_helpers.tpl).
  if (kind !== 'standalone' && username !== DEFAULT_USER)
    refuse(
      'username',
      `has no effect: with topology ${kind} Langfuse signs in as ${DEFAULT_USER}`,
      'remove it, and give that user the password in the Secret',
    );
}
