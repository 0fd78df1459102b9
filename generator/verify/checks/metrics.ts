/** Whether a metric that an application sends is found in Prometheus. */
import { otelGateway } from '../../components/otel-gateway/handle.ts';
import { prometheus } from '../../components/prometheus/handle.ts';
import { pathOf } from '../../tree/layout.ts';
import { type Check, type Finding, passed } from '../check.ts';
import { METRIC, SENDER, sampleBody } from '../otlp.ts';
import type { Subject } from '../subject.ts';
import { until } from '../until.ts';
import type { World } from '../world.ts';
import { send } from './collector.ts';
import { query } from './prometheus.ts';

const SECONDS = 60;

const REMEDY = pathOf('runbook', { alert: 'MetricsExportFailing' });

export function metricChecks({ graph: { stack } }: Subject): readonly Check[] {
  if (!stack.deploys(otelGateway) || !stack.deploys(prometheus)) return [];
  return [{ name: 'metric-arrives', subject: 'Prometheus', remedy: REMEDY, run: arrives }];
}

async function arrives(world: World): Promise<Finding> {
  // As exact as a sample is, which is a double.
  const value = Number.parseInt(world.randomHex(6), 16);
  const refused = await send(world, 'metrics', sampleBody(value, world.now()));
  if (refused !== undefined) return refused;
  return until(world, { seconds: SECONDS, remedy: REMEDY }, async () =>
    (await query(world, `${METRIC.stored}{job="${SENDER}"} == ${value}`)).length > 0
      ? passed('the collector took it, and Prometheus has it')
      : 'the collector took it, and Prometheus does not have it',
  );
}
