/** What Prometheus does with GPUs, whoever has installed their exporter: it reads it, and rules record energy and cost. */

import * as z from 'zod';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import { prometheusRule } from '../../kubernetes/prometheus-rule.ts';
import { defineComponent, type Peer, type Stack } from '../../stack/component.ts';
import { gpu } from '../gpu/handle.ts';
import { modelServing } from '../model-serving/handle.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { GPU_ALERTS } from './alerts.ts';
import { gpuDashboard } from './dashboard.ts';
import { gpuMetrics } from './handle.ts';
import { gpuRules } from './rules.ts';

/** Of the chart that we install. */
const PORT = 9400;

const { name } = gpuMetrics;
const owner = { namespace: STACK_NAMESPACE, component: name } as const;

export const gpuMetricsComponent = defineComponent(gpuMetrics, {
  description: 'Metrics, dashboard, alerts and objective of GPUs, with energy and cost for each token.',
  // Where there are GPUs, and Prometheus is there to read them.
  modes: ['on-demand'],
  settings: z.strictObject({}),
  alerts: GPU_ALERTS,
  dashboards: [gpuDashboard],
  requires: () => [prometheusCrds, gpu],
  flows: (_, stack) => {
    const { to, port } = exporter(stack);
    return [{ from: prometheus.prometheus, to, ports: [port], purpose: 'metrics of GPUs' }];
  },
  manifests: (_, stack) => [monitor(stack), rules(stack)],
});

interface Exporter {
  readonly to: Peer;
  readonly podNamespace: string;
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly port: number;
}

function exporter(stack: Stack): Exporter {
  if (stack.deploys(gpu))
    return {
      to: gpu.exporter,
      podNamespace: gpu.namespace.name,
      matchLabels: gpu.exporter.podLabels,
      port: PORT,
    };
  const { namespace, selector, port } = stack.of(gpu);
  return {
    to: { outside: 'namespaces', names: [namespace] },
    podNamespace: namespace,
    matchLabels: selector,
    port,
  };
}

function monitor(stack: Stack): Manifest {
  const { podNamespace, matchLabels, port } = exporter(stack);
  return podMonitor({
    ...owner,
    name,
    podNamespaces: [podNamespace],
    matchLabels,
    endpoint: { portNumber: port, relabelings: [{ targetLabel: 'job', replacement: gpuMetrics.probes.exporter }] },
  });
}

function rules(stack: Stack): Manifest {
  const groups = gpuRules({ pricePerHour: stack.of(gpu).pricePerHour, hasTokens: stack.deploys(modelServing) });
  return prometheusRule({ ...owner, name: `${name}-records` }, [groups]);
}
