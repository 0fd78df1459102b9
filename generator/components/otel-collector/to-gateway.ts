/** How collectors send lines to the gateway that they have from the cluster itself, and not from applications. */
import type { JsonObject } from '../../data/json.ts';
import { serviceUrl } from '../../kubernetes/service-url.ts';
import { otelGateway } from '../otel-gateway/handle.ts';

/** The name of the exporter, in every collector that has one. */
export const TO_GATEWAY = 'otlp_http/gateway';

const MIB = 2 ** 20;

/** Sent when it is this large, or a second old; the largest is far below what the gateway takes (`LARGEST_REQUEST_MIB`). */
const BATCH = { sizer: 'bytes', min_size: MIB, max_size: 8 * MIB, flush_timeout: '1s' } as const;

/** `queue` says where lines wait while the gateway is away, and how many bytes of them. It keeps trying: with a time limit it would drop what it cannot send. */
export function gatewayExporter(queue: { readonly storage?: string; readonly queue_size: number }): JsonObject {
  const { service, httpPort: port } = otelGateway.connection;
  return {
    endpoint: serviceUrl({ service, port }),
    // A request to an address that does not answer holds up the end of the process.
    timeout: '10s',
    sending_queue: { enabled: true, ...queue, sizer: 'bytes', block_on_overflow: true, num_consumers: 4, batch: BATCH },
    retry_on_failure: { enabled: true, max_elapsed_time: '0s' },
  };
}
