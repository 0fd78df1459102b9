/** Probe pods: what they try, as whom, and how their end is read. The program runs for real, against real ports; the network of a cluster is not here. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { fieldAt, listAt } from '../../generator/data/fields.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { buildGraph, type LevelGraph } from '../../generator/stack/graph.ts';
import { probeJob } from '../../generator/verify/probes/job.ts';
import { addressOf, arrives, endOf, probedFlows, titleOf } from '../../generator/verify/probes/probes.ts';
import { describedFleet } from '../described-fleet.ts';
import { freePort } from '../free-port.ts';
import { inputFiles } from '../input-files.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

function graphOf(spec: JsonObject = {}): LevelGraph {
  const fleet = describedFleet(inputFiles({ clusters: { 'eu-1': spec } }));
  const [cluster] = fleet.clusters;
  if (cluster === undefined) throw new Error('no cluster');
  return buildGraph(fleet, cluster, REGISTRY);
}

/** The source and the first target with these titles. */
function flow(graph: LevelGraph, from: string, to: string) {
  const [source, targets = []] = [...probedFlows(graph)].find(([one]) => titleOf(one) === from) ?? [];
  const target = targets.find((one) => titleOf(one.to) === to);
  if (source === undefined || target === undefined) throw new Error(`${from} does not connect to ${to}`);
  return { source, target };
}

const pod = (labels: Readonly<Record<string, string>>, ready: boolean, podIP: string): JsonObject => ({
  kind: 'Pod',
  metadata: { namespace: 'lang-observatory', labels },
  status: { podIP, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});

describe('probes', () => {
  it('try every flow over TCP between two workloads of the stack, once', () => {
    const graph = graphOf();
    const { target } = flow(graph, 'langfuse.web', 'postgres.instances');
    expect(target.port).toBe(5432);
    for (const targets of probedFlows(graph).values()) {
      const titles = targets.map(({ to, port }) => `${titleOf(to)}:${port}`);
      expect(new Set(titles).size).toBe(titles.length);
    }
  });

  it('go to a ready pod of the other, which is no probe', () => {
    const { target } = flow(graphOf(), 'langfuse.web', 'postgres.instances');
    const { podLabels } = target.to;
    const probe = { ...podLabels, 'lang-observatory.dev/probe': 'verify' };
    expect(addressOf(target, [pod(podLabels, false, '10.0.0.1'), pod(probe, true, '10.0.0.2')])).toBeUndefined();
    expect(addressOf(target, [pod({ other: 'labels' }, true, '10.0.0.3'), pod(podLabels, true, '10.0.0.4')])).toEqual({
      host: '10.0.0.4',
      port: 5432,
    });
  });

  it('have the labels of the workload, and neither its Service nor its controller takes them for one of its pods', () => {
    const graph = graphOf({
      registry: { images: 'mirror.acme.io', pullSecrets: ['mirror'] },
      placement: { nodeSelector: { pool: 'observability' } },
    });
    const { source, target } = flow(graph, 'langfuse.web', 'postgres.instances');
    const job = probeJob(source, [{ host: '10.0.0.4', port: target.port }], { name: 'verify-1', graph });
    const template = fieldAt(job, 'spec', 'template');
    expect(fieldAt(template, 'metadata', 'labels')).toMatchObject(source.podLabels);
    expect(listAt(template, 'spec', 'readinessGates')).toHaveLength(1);
    expect(fieldAt(job, 'spec', 'ttlSecondsAfterFinished')).toBe(60);
    expect(template).toMatchObject({
      spec: {
        nodeSelector: { pool: 'observability' },
        imagePullSecrets: [{ name: 'mirror' }],
        automountServiceAccountToken: false,
        containers: [{ image: expect.stringMatching(/^mirror\.acme\.io\//) }],
      },
    });
  });

  it('say of each address whether packets arrive there', () =>
    inTemporaryFolder(async (folder) => {
      const graph = graphOf();
      const { source } = flow(graph, 'langfuse.web', 'postgres.instances');
      const [open, closed] = await Promise.all([listeningPort(), freePort()]);
      const addresses = [open.port, closed].map((port) => ({ host: '127.0.0.1', port }));
      const job = probeJob(source, addresses, { name: 'verify-1', graph });
      const [container] = listAt(job, 'spec', 'template', 'spec', 'containers');
      const [program = '', ...argv] = listAt(container, 'command').map(String);
      const log = join(folder, 'termination-log');
      const [{ value = '' } = {}] = listAt(container, 'env') as readonly { readonly value?: string }[];
      await promisify(execFile)(
        program,
        argv.map((one) => one.replace('/dev/termination-log', log)),
        { env: { ...process.env, ADDRESSES: value } },
      );
      open.close();
      const message = readFileSync(log, 'utf8');
      expect(endOf(ended({ terminated: { message, reason: 'Completed' } }))).toEqual(['open', 'ECONNREFUSED']);
    }));

  it.each([
    ['open', true],
    ['ECONNREFUSED', true],
    ['ETIMEDOUT', false],
    ['EHOSTUNREACH', false],
    ['ENETUNREACH', false],
  ])('of %s is %s', (reached, expected) => {
    expect(arrives(reached)).toBe(expected);
  });

  it.each<[what: string, pod: JsonObject | undefined, end: unknown]>([
    ['is not there yet', undefined, undefined],
    ['runs', ended({ running: {} }), undefined],
    ['waits', ended({ waiting: { reason: 'ContainerCreating' } }), undefined],
    ['gets no image', ended({ waiting: { reason: 'ImagePullBackOff' } }), 'it does not start: ImagePullBackOff'],
    ['is killed', ended({ terminated: { reason: 'OOMKilled' } }), 'it ends without a word: OOMKilled'],
    ['says something else', ended({ terminated: { message: 'hello' } }), 'it says nothing that can be read'],
    [
      'finds no node',
      { status: { conditions: [{ type: 'PodScheduled', reason: 'Unschedulable', message: '0/3 nodes' }] } },
      'no node takes it: 0/3 nodes',
    ],
  ])('whose pod %s', (_, one, end) => {
    expect(endOf(one)).toEqual(end);
  });
});

function ended(state: JsonObject): JsonObject {
  return { status: { containerStatuses: [{ state }] } };
}

function listeningPort(): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((socket) => socket.end());
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      resolve({ port: address.port, close: () => server.close() });
    }),
  );
}
