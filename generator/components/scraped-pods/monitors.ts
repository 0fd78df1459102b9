/** What Prometheus needs to scrape pods that somebody else has installed: a PodMonitor for each entry, and the way to them. */
import type { JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { podMonitor } from '../../kubernetes/monitor.ts';
import type { Flow } from '../../stack/component.ts';
import { prometheus } from '../prometheus/handle.ts';

export interface ScrapedPods {
  readonly engine: string;
  readonly namespaces: readonly string[];
  readonly selector: Readonly<Record<string, string>>;
}

interface Scrape<Pods> {
  /** Name of the component. */
  readonly component: string;
  /** The label `job` of the series. */
  readonly job: string;
  /** What the pods are, in the plural. */
  readonly what: string;
  portOf(pods: Pods): number;
  /** Further fields of the endpoint. */
  endpoint?(pods: Pods, index: number, all: readonly Pods[]): JsonObject;
}

/** The name of an entry's objects: that of its engine, which only further ones of the same engine have a number behind. */
export function nameOf(component: string, engine: string, index: number, all: readonly ScrapedPods[]): string {
  const before = all.slice(0, index).filter((other) => other.engine === engine).length;
  return before === 0 ? `${component}-${engine}` : `${component}-${engine}-${before + 1}`;
}

export function monitors<Pods extends ScrapedPods>(
  all: readonly Pods[],
  { component, job, portOf, endpoint }: Scrape<Pods>,
): readonly Manifest[] {
  return all.map((pods, index) =>
    podMonitor({
      name: nameOf(component, pods.engine, index, all),
      namespace: STACK_NAMESPACE,
      component,
      podNamespaces: pods.namespaces,
      matchLabels: pods.selector,
      endpoint: {
        portNumber: portOf(pods),
        relabelings: [{ targetLabel: 'job', replacement: job }],
        ...endpoint?.(pods, index, all),
      },
    }),
  );
}

export function scrapeFlows<Pods extends ScrapedPods>(
  all: readonly Pods[],
  { what, portOf }: Scrape<Pods>,
): readonly Flow[] {
  return all.map((pods) => ({
    from: prometheus.prometheus,
    to: { outside: 'namespaces', names: pods.namespaces },
    ports: [portOf(pods)],
    purpose: `metrics of ${what} (${pods.engine})`,
  }));
}
