/** Parts of a collector's configuration that are the same wherever they stand. */
import type { JsonObject } from '../../json.ts';
import type { LangfuseConnection } from '../langfuse/connection.ts';
import { authorityFile, authorityMount, authorityVolume } from '../tls.ts';

export const POD_IP = '${env:MY_POD_IP}';

/** Where Prometheus reads the collector's own metrics. */
export const METRICS_PORT = 8888;

export const EXTENSIONS: JsonObject = { health_check: { endpoint: `${POD_IP}:13133` } };

export const MEMORY_LIMITER: JsonObject = { check_interval: '1s', limit_percentage: 80, spike_limit_percentage: 25 };

export const BATCH: JsonObject = { send_batch_size: 1024, send_batch_max_size: 2048, timeout: '1s' };

/** Of `service`: what it is besides its pipelines. */
export const SERVICE: JsonObject = {
  extensions: ['health_check'],
  // Said explicitly, because names depend on it: with _total and their units. The two go together: the collector leaves both away or neither.
  telemetry: {
    metrics: {
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

/** How an exporter keeps what the other end does not take: `queueSize` batches, until the other end is back. */
export function patience(queueSize: number, pauses: JsonObject = {}): JsonObject {
  return {
    sending_queue: { enabled: true, queue_size: queueSize },
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
  queueSize: number,
  { withKeys }: { readonly withKeys: boolean },
): JsonObject {
  return {
    // /v1/traces is appended.
    endpoint: `${url}/api/public/otel`,
    // Every certificate is checked; the authorities that everybody trusts are those of the image.
    tls: { ca_file: caSecretName === undefined || !withKeys ? '' : authorityFile('langfuse') },
    headers: { Authorization: withKeys ? `\${env:${AUTHORIZATION}}` : '', 'x-langfuse-ingestion-version': '4' },
    ...patience(queueSize),
  };
}

/** What of a pod's values brings the authorities that the exporter reads. */
export function langfuseAuthority(connection: LangfuseConnection | undefined): JsonObject {
  const secretName = connection?.caSecretName;
  return {
    extraVolumes: secretName === undefined ? [] : [authorityVolume('langfuse', secretName)],
    extraVolumeMounts: secretName === undefined ? [] : [authorityMount('langfuse')],
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
