/**
 * Queues on a volume of the replica: what a collector has accepted is sent after its process was killed, wherever the pod starts again.
 *
 * Each exporter has a file for each signal, and what is being sent stays in the file until the destination has it: so a span may arrive twice, and none
 * is lost (open-telemetry/opentelemetry-collector:exporter/exporterhelper/internal/queue/persistent_queue.go). Writes are handed to the
 * kernel and not synced: a killed process loses nothing, and a node that loses power the last seconds. To sync, every request
 * would wait several times for the disk (open-telemetry/opentelemetry-collector-contrib:extension/storage/filestorage/client.go, `NoSync`).
 *
 * Exporters to Prometheus have no such queue: theirs can have a write-ahead log, which would replay samples that Prometheus refuses as too old.
 */
import { fieldAt, listAt, mapAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import { amountOf } from '../../data/quantity.ts';
import { volumeClaim } from '../../kubernetes/placement.ts';
import type { Mistake, Stack } from '../../stack/component.ts';
import type { QueueSetting } from './queue-settings.ts';

const STORAGE = 'file_storage';

const VOLUME = 'queue';

export const QUEUE_FOLDER = '/var/lib/otelcol/queue';

/**
 * Share of the volume for the contents of all queues: the queue must be full before the volume is, because after a write that fails its size is
 * wrong until it is empty. A file that was filled again and again with requests of up to 5 MB was larger than its queue by a half with 96 MiB, and by a sixth with 400 MiB, measured.
 */
const SHARE = 1 / 2;

/** The claim templates of the StatefulSet and the mounts of its pods; empty where the queues are in memory. */
export function queueVolume(queue: QueueSetting, stack: Pick<Stack, 'storageClass'>) {
  if (queue === undefined) return { claims: [], mounts: [] };
  const spec = volumeClaim(queue.storage, queue.storageClass ?? stack.storageClass);
  return {
    claims: [{ metadata: { name: VOLUME }, spec }],
    mounts: [{ name: VOLUME, mountPath: QUEUE_FOLDER }],
  };
}

/**
 * Parts of `configuration`, which has its queues in memory, for each cluster: Helm cannot take `storage` away that a layer above has set. The volume is
 * shared in the proportion of the queues in memory, by the queues that pipelines use.
 */
export function queueParts(queue: QueueSetting, configuration: () => JsonObject): JsonObject {
  if (queue === undefined) return {};
  const queues = queuesOf(configuration());
  const room = (amountOf(queue.storage) * SHARE) / inMemory(queues);
  return {
    extensions: {
      [STORAGE]: {
        directory: QUEUE_FOLDER,
        // A node that fails may damage a file: without it the collector would not start again.
        recreate: true,
        // A file grows with its queue. When the queue is nearly empty again, it is written anew, in the same file system.
        compaction: { directory: QUEUE_FOLDER, on_rebound: true, cleanup_on_start: true },
      },
    },
    exporters: Object.fromEntries(
      queues.map(({ exporter, bytes }) => [
        exporter,
        { sending_queue: { storage: STORAGE, queue_size: Math.floor(room * bytes) } },
      ]),
    ),
  };
}

/** A volume that holds less than the memory does, and queues where there are none. `configuration` is that with queues in memory. */
export function queueMistakes(queue: QueueSetting, configuration: () => JsonObject): readonly Mistake[] {
  if (queue === undefined) return [];
  const bytes = inMemory(queuesOf(configuration()));
  if (bytes === 0)
    return [
      {
        code: 'invalid-value',
        path: ['queue'],
        message: 'keeps nothing: this collector sends only to Prometheus, or nowhere, and has no queue',
        hint: 'remove it',
      },
    ];
  const least = Math.ceil(bytes / SHARE / 2 ** 30);
  if (amountOf(queue.storage) >= bytes / SHARE) return [];
  return [
    {
      code: 'invalid-value',
      path: ['queue', 'storage'],
      message: `is too little: without it the queues of a replica hold ${Math.round(bytes / 2 ** 20)} MiB in memory`,
      hint: `set ${least}Gi or more`,
    },
  ];
}

interface Queue {
  readonly exporter: string;
  /** The size in memory. */
  readonly bytes: number;
}

/** One for each exporter and signal, whichever pipelines of the signal share it. */
function queuesOf(configuration: JsonObject): readonly Queue[] {
  const used = Object.entries(mapAt(configuration, 'service', 'pipelines')).flatMap(([pipeline, parts]) => {
    const [signal] = pipeline.split('/');
    return listAt(parts, 'exporters').map((exporter) => `${signal} ${exporter}`);
  });
  return [...new Set(used)].flatMap((one) => {
    const exporter = one.slice(one.indexOf(' ') + 1);
    const bytes = fieldAt(configuration, 'exporters', exporter, 'sending_queue', 'queue_size');
    return typeof bytes === 'number' ? [{ exporter, bytes }] : [];
  });
}

function inMemory(queues: readonly Queue[]): number {
  return queues.reduce((sum, { bytes }) => sum + bytes, 0);
}
