/** Where the telemetry of applications ends, by signal. */
import type { Stack } from '../../stack/component.ts';
import { langfuse, takesTraces } from '../langfuse/handle.ts';
import { isKept } from '../log-store/connection.ts';
import { logs } from '../logs/handle.ts';
import { openlit } from '../openlit/handle.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { keepsMetrics, prometheus } from '../prometheus/handle.ts';
import type { Signal } from './send-to-settings.ts';

export type Takers = Readonly<Record<Signal, string | null>>;

/** Who takes each signal from the collector: a store of the stack, OpenLIT or backends where there is none; null where it is dropped. */
export function takersOf(stack: Stack): Takers {
  const others = (signal: Signal): string | null => (stack.deploys(openlit) ? openlit.name : backendsOf(stack, signal));
  return {
    traces: takesTraces(stack.of(langfuse)) ? langfuse.name : others('traces'),
    metrics: keepsMetrics(stack.of(prometheus)) ? prometheus.name : others('metrics'),
    logs: isKept(logs, stack) ? logs.name : others('logs'),
  };
}

function backendsOf(stack: Stack, signal: Signal): string | null {
  const names = stack
    .of(otelGateway)
    .sendTo.filter(({ signals }) => signals.includes(signal))
    .map(({ name }) => name);
  return names.length === 0 ? null : names.join(' and ');
}
