/**
 * The configuration of the agent. A line is lost only with the node: a file is read no further than lines are in the queue, the queue is a
 * file of the node, and when it is full the agent stops to read until there is room.
 *
 * The queue is on the node and not in memory, because the receiver forgets what it is about to hand on when it has to end: it saves that
 * it has read these lines (open-telemetry/opentelemetry-collector-contrib:pkg/stanza/fileconsumer/internal/reader/reader.go,
 * `readContents`). An exporter without a queue would make it wait for the gateway at just this place.
 */
import type { JsonObject } from '../../data/json.ts';
import type { Stack } from '../../stack/component.ts';
import { audit } from '../audit/handle.ts';
import { isKept } from '../log-store/connection.ts';
import { logs } from '../logs/handle.ts';
import { EXTENSIONS, MEMORY_LIMITER, SERVICE } from '../otel-collector/configuration.ts';
import { gatewayExporter, TO_GATEWAY } from '../otel-collector/to-gateway.ts';
import { filesToRead } from './files.ts';
import type { AgentSettings } from './settings.ts';

/** On the node: how far each file is read, and the lines that wait for the gateway. */
export const STATE = '/var/lib/lang-observatory/otel-agent';

/** The environment variable with the name of the node. */
export const NODE = 'K8S_NODE_NAME';

const FILES = 'file_log';
const STORAGE = 'file_storage';
const PODS = 'k8s_attributes';
const TOO_OLD = 'filter/too_old';

/** Of a node, in bytes. */
const QUEUE_SIZE = 256 * 2 ** 20;

export function configuration(s: AgentSettings, stack: Stack): JsonObject {
  return {
    extensions: {
      ...EXTENSIONS,
      // A node that fails may damage the file: without it the agent reads again what the node still has.
      [STORAGE]: {
        directory: STATE,
        recreate: true,
        compaction: { directory: STATE, on_rebound: true, cleanup_on_start: true },
      },
    },
    receivers: { [FILES]: files(s, stack) },
    processors: {
      memory_limiter: MEMORY_LIMITER,
      [TOO_OLD]: tooOld(stack),
      [PODS]: {
        filter: { node_from_env_var: NODE },
        // A line whose pod is not known yet would belong to no service, and to another stream.
        wait_for_metadata: true,
        extract: {
          metadata: [
            'k8s.cronjob.name',
            'k8s.daemonset.name',
            'k8s.deployment.name',
            'k8s.job.name',
            'k8s.statefulset.name',
            'service.name',
          ],
        },
        pod_association: [{ sources: [{ from: 'resource_attribute', name: 'k8s.pod.uid' }] }],
      },
    },
    exporters: { [TO_GATEWAY]: gatewayExporter({ storage: STORAGE, queue_size: QUEUE_SIZE }) },
    service: {
      ...SERVICE,
      extensions: ['health_check', STORAGE],
      pipelines: {
        logs: { receivers: [FILES], processors: ['memory_limiter', TOO_OLD, PODS], exporters: [TO_GATEWAY] },
      },
    },
  };
}

function files(s: AgentSettings, stack: Stack): JsonObject {
  return {
    ...filesToRead(s, stack),
    // Of a file that is not known: pods of a new node may be faster than the agent.
    start_at: 'beginning',
    poll_interval: '1s',
    include_file_path: true,
    include_file_name: false,
    // A line that the container runtime has cut at a space keeps it.
    preserve_trailing_whitespaces: true,
    storage: STORAGE,
    resource: { 'k8s.node.name': `\${env:${NODE}}` },
    operators: [
      // Puts together what the container runtime has cut, and knows the pod by the path.
      { type: 'container' },
      { type: 'retain', fields: ['attributes["log.iostream"]'] },
    ],
    // Where the pipeline takes nothing, because its memory is full.
    retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
  };
}

/**
 * Lines that the store would drop as too old: on its first day the agent finds everything that a node still has. `LogStoreLinesDropped`
 * is for what nobody expects.
 */
function tooOld(stack: Stack): JsonObject {
  const store = isKept(logs, stack) ? logs : audit;
  const { days } = store.connection(stack.of(store));
  return { error_mode: 'propagate', log_conditions: [`log.time < Now() - Duration("${days * 24}h")`] };
}
