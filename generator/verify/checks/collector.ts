/** The Service of the collector that applications send to. */
import { otelGateway } from '../../components/otel-gateway/handle.ts';
import { cleaned } from '../../live/clean.ts';
import type { ServicePlace } from '../../live/clusters/service-pod.ts';
import { pathOf } from '../../tree/layout.ts';
import { type Finding, failed } from '../check.ts';
import type { World } from '../world.ts';

const COLLECTOR: ServicePlace = {
  namespace: otelGateway.namespace.name,
  service: otelGateway.connection.service,
  port: otelGateway.connection.httpPort,
};

/** Undefined when the collector has taken it. */
export async function send(world: World, signal: 'traces' | 'metrics', body: string): Promise<Finding | undefined> {
  const headers = { 'content-type': 'application/json' };
  const { status, text } = await world.service(COLLECTOR, { method: 'POST', path: `/v1/${signal}`, headers, body });
  if (status === 200) return undefined;
  const said = cleaned(text);
  return failed(
    `the collector answers ${status} to an export of ${signal}${said === '' ? '' : `: ${said}`}`,
    status === 503
      ? `its queue is full: ${pathOf('runbook', { alert: 'TelemetryQueueFilling' })}`
      : `kubectl -n ${COLLECTOR.namespace} logs -l app.kubernetes.io/instance=${otelGateway.name} --tail=50`,
  );
}
