/** Where the telemetry of applications ends, by signal. */
import type { Stack } from '../../stack/component.ts';
import { langfuse, takesTraces } from '../langfuse/handle.ts';
import { prometheus } from '../prometheus/handle.ts';

export interface Takers {
  readonly traces: string | null;
  readonly metrics: string | null;
  readonly logs: null;
}

/** The component that takes each signal from the collector; null where it is dropped. */
export function takersOf(stack: Stack): Takers {
  return {
    traces: takesTraces(stack.of(langfuse)) ? langfuse.name : null,
    metrics: stack.deploys(prometheus) ? prometheus.name : null,
    logs: null,
  };
}
