/** Model servers that somebody else has installed: Prometheus reads their metrics, and rules give them common names. */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import { prometheusRule } from '../../kubernetes/prometheus-rule.ts';
import { defineComponent } from '../../stack/component.ts';
import { prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { MODEL_SERVING_ALERTS } from './alerts.ts';
import { modelServingDashboard } from './dashboard.ts';
import { ENGINE_NAMES, ENGINES } from './engines.ts';
import { modelServing } from './handle.ts';
import { servingRules } from './rules.ts';
import { type ModelServer, settings } from './settings.ts';

export const modelServingComponent = defineComponent(modelServing, {
  description: 'Metrics, dashboard, alerts and objective of model servers, such as vLLM, that run on the cluster.',
  // Where servers are named, and Prometheus is there to read them.
  modes: ['on-demand'],
  settings,
  alerts: MODEL_SERVING_ALERTS,
  dashboards: [modelServingDashboard],
  requires: () => [prometheusCrds],
  flows: (s) =>
    s.servers.map(({ namespaces, ...server }) => ({
      from: prometheus.prometheus,
      to: { outside: 'namespaces', names: namespaces },
      ports: [portOf(server)],
      purpose: `metrics of model servers (${server.engine})`,
    })),
  manifests: (s) => [...s.servers.map(monitor), ...rules(s.servers)],
});

function portOf({ engine, port }: Pick<ModelServer, 'engine' | 'port'>): number {
  return port ?? ENGINES[engine].port;
}

function monitor(server: ModelServer, index: number, all: readonly ModelServer[]): Manifest {
  const { engine, namespaces, selector } = server;
  const before = all.slice(0, index).filter((other) => other.engine === engine).length;
  return podMonitor({
    // The first of each engine has its name alone.
    name: before === 0 ? `model-serving-${engine}` : `model-serving-${engine}-${before + 1}`,
    namespace: STACK_NAMESPACE,
    component: modelServing.name,
    podNamespaces: namespaces,
    matchLabels: selector,
    endpoint: {
      portNumber: portOf(server),
      relabelings: [{ targetLabel: 'job', replacement: modelServing.probes.servers }],
    },
  });
}

/** Of the engines that there are. */
function rules(servers: readonly ModelServer[]): readonly Manifest[] {
  const present = ENGINE_NAMES.filter((name) => servers.some(({ engine }) => engine === name));
  if (present.length === 0) return [];
  const { name } = modelServing;
  return [
    prometheusRule({ name: `${name}-records`, namespace: STACK_NAMESPACE, component: name }, present.map(servingRules)),
  ];
}
