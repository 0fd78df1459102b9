/** What is there only to be watched: rules, and monitors of what the stack does not run. Whoever keeps samples asks for it. */
import type { Stack } from '../stack/component.ts';
import type { Handle } from '../stack/handle.ts';
import { alerting } from './alerting/handle.ts';
import { gpu } from './gpu/handle.ts';
import { gpuMetrics } from './gpu-metrics/handle.ts';
import { llmGateways } from './llm-gateways/handle.ts';
import { modelServing } from './model-serving/handle.ts';

/** The components that a Prometheus needs, be it ours or that of somebody else. */
export function watchedComponents(stack: Stack): readonly Handle[] {
  return [
    alerting,
    ...(stack.of(modelServing).servers.length > 0 ? [modelServing] : []),
    ...(stack.of(llmGateways).gateways.length > 0 ? [llmGateways] : []),
    ...(stack.of(gpu).mode === 'disabled' ? [] : [gpuMetrics]),
  ];
}
