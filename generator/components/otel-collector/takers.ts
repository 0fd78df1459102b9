/** Where the telemetry of applications ends, by signal. */
import type { Stack } from '../../stack/component.ts';
import { langfuse, takesTraces } from '../langfuse/handle.ts';
import { logs } from '../logs/handle.ts';
import { openlit } from '../openlit/handle.ts';
import { prometheus } from '../prometheus/handle.ts';

export interface Takers {
  readonly traces: string | null;
  readonly metrics: string | null;
  readonly logs: string | null;
}

/** The component that takes each signal from the collector, OpenLIT where it is the only one; null where it is dropped. */
export function takersOf(stack: Stack): Takers {
  const others = stack.deploys(openlit) ? openlit.name : null;
  return {
    traces: takesTraces(stack.of(langfuse)) ? langfuse.name : others,
    metrics: stack.deploys(prometheus) ? prometheus.name : others,
    logs: stack.deploys(logs) ? logs.name : others,
  };
}
