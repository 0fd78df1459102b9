/** Parts of a collector's configuration that are the same wherever they stand. */
import type { JsonObject } from '../../data/json.ts';
import type { ResourceSettings } from '../../kubernetes/resources.ts';
import type { Handle } from '../../stack/handle.ts';
import { credentials } from '../credentials/handle.ts';
import { type LangfuseConnection, langfuse } from '../langfuse/handle.ts';
import { authorityFile, authorityMount, authorityVolume } from '../store-tls.ts';
import { queueInBytes, type WhenFull } from './limits.ts';

export const POD_IP = '${env:MY_POD_IP}';

/** Where Prometheus reads the collector's own metrics. */
export const METRICS_PORT = 8888;

export const EXTENSIONS: JsonObject = { health_check: { endpoint: `${POD_IP}:13133` } };

export const MEMORY_LIMITER: JsonObject = { check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 25 };

/** Of a receiver's `protocols`: gRPC at a port, with requests up to a size. */
export function grpc(port: number, largestMib: number): JsonObject {
  return {
    endpoint: `${POD_IP}:${port}`,
    max_recv_msg_size_mib: largestMib,
    // A connection lasts for as long as its client does, and a Service balances connections: without this a new replica has no work.
    // Who is cut off connects again by itself, when what is under way is answered.
    keepalive: { server_parameters: { max_connection_age: '10m', max_connection_age_grace: '1m' } },
  };
}

/**
 * What the most detailed level would tell beside what is asked for. Of requests only how many got which answer: whatever else is told
 * of one a client may choose, and would make series without end.
 */
const VIEWS: readonly JsonObject[] = [
  ...[
    'http.client.*',
    'http.server.*.body.size',
    'rpc.client.*',
    'otelcol_processor_internal_duration',
    'otelcol_exporter_queue_batch_send_size_bytes',
  ].map((instrument) => ({ selector: { instrument_name: instrument }, stream: { aggregation: { drop: {} } } })),
  answers('http.server.request.duration', 'http.response.status_code'),
  answers('rpc.server.call.duration', 'rpc.response.status_code'),
];

/** A count of requests by their answer, without how long they took. */
function answers(instrument: string, attribute: string): JsonObject {
  return {
    selector: { instrument_name: instrument },
    stream: {
      attribute_keys: { included: [attribute] },
      aggregation: { explicit_bucket_histogram: { boundaries: [] } },
    },
  };
}

/** Of `service`: what it is besides its pipelines. */
export const SERVICE: JsonObject = {
  extensions: ['health_check'],
  telemetry: {
    metrics: {
      // What clients were answered is told on this level alone.
      level: 'detailed',
      views: VIEWS,
      // Said explicitly, because names depend on it: with _total and their units. The two go together: the collector leaves both away or neither.
      readers: [
        {
          pull: {
            exporter: {
              prometheus: {
                host: POD_IP,
                port: METRICS_PORT,
                without_type_suffix: false,
                without_units: false,
                without_scope_info: true,
              },
            },
          },
        },
      ],
    },
  },
};

/**
 * How an exporter of traces keeps what the other end does not take, until that is back. There is no batch processor before it: that
 * would answer with success before the queue had room.
 */
export function patience(resources: ResourceSettings, whenFull: WhenFull, pauses: JsonObject = {}): JsonObject {
  return {
    sending_queue: queueInBytes(resources, whenFull),
    // A limit would drop what it could not send.
    retry_on_failure: { enabled: true, ...pauses, max_elapsed_time: '0s' },
  };
}

/** The name of Langfuse's exporter, in every collector that has one. */
export const TO_LANGFUSE = 'otlp_http/langfuse';

const AUTHORIZATION = 'LANGFUSE_AUTHORIZATION';

/** The exporter to Langfuse; where the pod is not given the project's keys it is there and cannot be used. */
export function langfuseExporter(
  { url, caSecretName }: LangfuseConnection,
  resources: ResourceSettings,
  { withKeys, whenFull }: { readonly withKeys: boolean; readonly whenFull: WhenFull },
): JsonObject {
  return {
    // /v1/traces is appended.
    endpoint: `${url}/api/public/otel`,
    // Every certificate is checked; the authorities that everybody trusts are those of the image.
    tls: { ca_file: caSecretName === undefined || !withKeys ? '' : authorityFile(langfuse.name) },
    headers: { Authorization: withKeys ? `\${env:${AUTHORIZATION}}` : '', 'x-langfuse-ingestion-version': '4' },
    ...patience(resources, whenFull),
  };
}

/** What of a pod's values brings the authorities that the exporter reads. */
export function langfuseAuthority(connection: LangfuseConnection | undefined): JsonObject {
  const secretName = connection?.caSecretName;
  return {
    extraVolumes: secretName === undefined ? [] : [authorityVolume(langfuse.name, secretName)],
    extraVolumeMounts: secretName === undefined ? [] : [authorityMount(langfuse.name)],
  };
}

/** The environment variable that the exporter reads. */
export function langfuseKeys(
  { secretName }: LangfuseConnection,
  { optional }: { readonly optional: boolean },
): JsonObject {
  return {
    name: AUTHORIZATION,
    valueFrom: { secretKeyRef: { name: secretName, key: 'authorization', optional } },
  };
}

/** What a collector requires that sends its traces to Langfuse itself. */
export function langfuseRequirements({ isBrought }: LangfuseConnection): readonly Handle[] {
  return [langfuse, ...(isBrought ? [] : [credentials])];
}
