/**
 * The Job of a probe pod. The pod has the labels of the workload that it stands in for, so the same network policies hold for it. It is never
 * Ready, so no Service sends it requests, and it belongs to its Job, so no controller of the workload takes it for one of its own. The cluster
 * itself removes it where nobody else does.
 */
import { LANGFUSE_USER, langfuse, webImage } from '../../components/langfuse/handle.ts';
import { withCommonMetadata } from '../../kubernetes/common-metadata.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources } from '../../kubernetes/security.ts';
import { manifestsPlaced } from '../../layers/placed.ts';
import { manifestsThroughMirror } from '../../layers/through-mirror.ts';
import type { LevelGraph, PlacedWorkload } from '../../stack/graph.ts';
import { type Address, PROBE_LABEL } from './probes.ts';

/** Attempts at each address, of so many milliseconds: a network plugin may take a moment until it knows a new pod. */
const ATTEMPTS = 3;
const ATTEMPT_MILLISECONDS = 5000;

/** How long it may take at most, and how long it is there afterwards, in seconds. */
export const PROBE_SECONDS = 120;
const LEFT_SECONDS = 60;

/** Node.js, in the image of Langfuse: it is on the cluster anyway, and in its mirror. */
const PROGRAM = `
const { connect } = require('node:net');
const once = ([host, port]) => new Promise((resolve) => {
  const socket = connect({ host, port });
  const end = (said) => { socket.destroy(); resolve(said); };
  socket.setTimeout(${ATTEMPT_MILLISECONDS}, () => end('ETIMEDOUT'));
  socket.on('connect', () => end('open'));
  socket.on('error', (error) => end(error.code ?? 'unknown'));
});
const probe = async (address) => {
  let said;
  for (let attempt = 0; attempt < ${ATTEMPTS} && said !== 'open'; attempt += 1) said = await once(address);
  return said;
};
Promise.all(JSON.parse(process.env.ADDRESSES).map(probe)).then((all) => require('node:fs').writeFileSync('/dev/termination-log', JSON.stringify(all)));
`.trim();

/** Stands in for `source`. `name` is unique. */
export function probeJob(
  source: PlacedWorkload,
  addresses: readonly Address[],
  { name, graph }: { readonly name: string; readonly graph: LevelGraph },
): Manifest {
  const { stack } = graph;
  const component = graph.deployed.find((one) => one.name === source.component);
  const labels = { ...source.podLabels, [PROBE_LABEL]: 'verify' };
  const job: Manifest = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: source.namespace, labels: { [PROBE_LABEL]: 'verify' } },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: PROBE_SECONDS,
      ttlSecondsAfterFinished: LEFT_SECONDS,
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          readinessGates: [{ conditionType: `${PROBE_LABEL}-is-never-ready` }],
          terminationGracePeriodSeconds: 1,
          securityContext: { ...RESTRICTED_POD, runAsUser: LANGFUSE_USER, runAsGroup: LANGFUSE_USER },
          containers: [
            {
              name: 'probe',
              image: webImage(stack.of(langfuse)),
              imagePullPolicy: 'IfNotPresent',
              command: ['node', '--eval', PROGRAM],
              env: [{ name: 'ADDRESSES', value: JSON.stringify(addresses.map(({ host, port }) => [host, port])) }],
              resources: resources('10m', '64Mi', '128Mi'),
              securityContext: RESTRICTED_CONTAINER,
            },
          ],
        },
      },
    },
  };
  const mirrored = manifestsThroughMirror([job], stack.registry);
  const [placed = job] = component === undefined ? mirrored : manifestsPlaced(component, mirrored, stack);
  return withCommonMetadata(placed, stack.commonMetadata);
}
