import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';

export const gpuMetrics = defineHandle()({ name: 'gpu-metrics', namespace: STACK, probes: { exporter: 'gpu' } });
