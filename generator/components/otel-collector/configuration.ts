/** Parts of the configuration that all collectors share. */
import { isObject, type JsonObject } from '../../data/json.ts';
import { mergeValues } from '../../fleet/resolve/merge.ts';
import type { ResourceSettings } from '../../kubernetes/resources.ts';
import type { Handle } from '../../stack/handle.ts';
import { credentials } from '../credentials/handle.ts';
import { type LangfuseConnection, langfuse } from '../langfuse/handle.ts';
import { authorityFile, authorityMount, authorityVolume } from '../store-tls.ts';
import { queueInBytes, type WhenFull } from './limits.ts';

export const POD_IP = '${env:MY_POD_IP}';

/** Where Prometheus reads the collector's own metrics. */
export const METRICS_PORT = 8888;

/** Where it answers whether it is healthy. */
export const HEALTH_PORT = 13_133;

export const EXTENSIONS: JsonObject = { health_check: { endpoint: `${POD_IP}:${HEALTH_PORT}` } };

/** Parts of a configuration, with each extension that they add started beside those of every collector. */
export function startExtensions(parts: JsonObject): JsonObject {
  if (!isObject(parts.extensions)) return parts;
  const names = [...Object.keys(EXTENSIONS), ...Object.keys(parts.extensions)];
  return mergeValues(parts, { service: { extensions: names } });
}

export const MEMORY_LIMITER: JsonObject = { check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 25 };

/** Of a receiver's `protocols`: gRPC at a port, with requests up to a size. */
export function grpc(port: number, largestMib: number): JsonObject {
  return {
    endpoint: `${POD_IP}:${port}`,
    max_recv_msg_size_mib: largestMib,
    // A Service balances connections, and a client keeps its connection for its whole life: without this a new replica gets no requests.
    // A client whose connection is closed reconnects by itself, after the pending requests have their responses.
    keepalive: { server_parameters: { max_connection_age: '10m', max_connection_age_grace: '1m' } },
  };
}

/**
 * Metrics of the most detailed level that are dropped. Of requests only the number by response is kept: clients can choose the values
 * of the other attributes, which would make an unlimited number of series.
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

/** The number of requests by response, without their durations. */
function answers(instrument: string, attribute: string): JsonObject {
  return {
    selector: { instrument_name: instrument },
    stream: {
      attribute_keys: { included: [attribute] },
      aggregation: { explicit_bucket_histogram: { boundaries: [] } },
    },
  };
}

/** The section `service` without its pipelines. */
export const SERVICE: JsonObject = {
  extensions: ['health_check'],
  telemetry: {
    metrics: {
      // Only this level has metrics of the responses to clients.
      level: 'detailed',
      views: VIEWS,
      // Explicit, because the names of metrics depend on it: with _total and units. The collector leaves out both or neither.
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
 * How an exporter of traces keeps data while its destination is unavailable. There is no batch processor before it: that
 * would respond with success before the queue has room.
 */
export function queueAndRetry(resources: ResourceSettings, whenFull: WhenFull, pauses: JsonObject = {}): JsonObject {
  return {
    sending_queue: queueInBytes(resources, whenFull),
    // With a time limit it would drop what it cannot send.
    retry_on_failure: { enabled: true, ...pauses, max_elapsed_time: '0s' },
  };
}

/** The name of Langfuse's exporter, in every collector that has one. */
export const TO_LANGFUSE = 'otlp_http/langfuse';

const AUTHORIZATION = 'LANGFUSE_AUTHORIZATION';

/** The exporter to Langfuse; without the project's keys it is there and cannot be used. */
export function langfuseExporter(
  { url, caSecretName }: LangfuseConnection,
  resources: ResourceSettings,
  {
    withKeys,
    whenFull,
    variable = AUTHORIZATION,
  }: { readonly withKeys: boolean; readonly whenFull: WhenFull; readonly variable?: string },
): JsonObject {
  return {
    // /v1/traces is appended.
    endpoint: `${url}/api/public/otel`,
    // Every certificate is verified; the image contains the public authorities.
    tls: { ca_file: caSecretName === undefined || !withKeys ? '' : authorityFile(langfuse.name) },
    headers: { Authorization: withKeys ? `\${env:${variable}}` : '', 'x-langfuse-ingestion-version': '4' },
    ...queueAndRetry(resources, whenFull),
  };
}

/** The part of a pod's values with the authorities that the exporter reads. */
export function langfuseAuthority(connection: LangfuseConnection | undefined) {
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

/** What a collector requires that sends its traces directly to Langfuse. */
export function langfuseRequirements({ isUserProvided }: LangfuseConnection): readonly Handle[] {
  return [langfuse, ...(isUserProvided ? [] : [credentials])];
}
