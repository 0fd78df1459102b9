/** Metrics of Argo CD and Flux, whichever runs on a cluster: the monitor of the other finds nothing. */
import type { EngineInstalls } from '../fleet/engine-installs.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../kubernetes/metadata.ts';
import { podMonitor } from '../kubernetes/monitor.ts';
import type { Flow } from '../stack/component.ts';
import { prometheus } from './prometheus/handle.ts';

const ARGOCD_PORT = 8082;
const FLUX_PORT = 8080;

export const ENGINE_FLOW: Flow = {
  from: prometheus.prometheus,
  to: { outside: 'engines' },
  ports: [FLUX_PORT, ARGOCD_PORT],
  purpose: 'metrics of Argo CD or Flux',
};

export function engineMonitors(component: string, { argocd, flux }: EngineInstalls): readonly Manifest[] {
  const owner = { namespace: STACK_NAMESPACE, component };
  return [
    podMonitor({
      ...owner,
      name: 'argocd',
      podNamespaces: distinct(argocd.map(({ namespace }) => namespace)),
      ...controllers(distinct(argocd.map(({ workloads }) => `${workloads}-application-controller`))),
      // Its container gives the port no name.
      endpoint: { portNumber: ARGOCD_PORT },
    }),
    podMonitor({ ...owner, name: 'flux', podNamespaces: [flux.namespace], matchLabels: {}, port: 'http-prom' }),
  ];
}

function controllers(names: readonly string[]): Pick<Parameters<typeof podMonitor>[0], 'matchLabels' | 'matchAny'> {
  const [first = '', ...others] = names;
  const label = 'app.kubernetes.io/name';
  return others.length === 0 ? { matchLabels: { [label]: first } } : { matchLabels: {}, matchAny: { [label]: names } };
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
