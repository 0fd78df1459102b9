/** Nodes that pods may run on, and what autoscalers need. */
import type { Json } from '../data/json.ts';
import { type Finding, mapsWithin, plainSettings, type Subject } from './finding.ts';

export function capacityFindings(subject: Subject): readonly Finding[] {
  return [...selectors(subject), ...autoscalers(subject)];
}

type Labels = Readonly<Record<string, string>>;

function selectors({ cluster, deployed, facts }: Subject): readonly Finding[] {
  const leadsNowhere = (selector: Labels | undefined): boolean =>
    selector !== undefined &&
    !facts.nodeLabels.some((labels) => Object.entries(selector).every(([key, value]) => labels[key] === value));
  const told = (selector: Labels): Pick<Finding, 'name' | 'message' | 'hint'> => ({
    name: 'node-missing',
    message: `no node has the labels ${Object.entries(selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(', ')}`,
    hint: 'label nodes, or change the selector; an autoscaler of nodes may make them later',
  });
  const all = cluster.placement.nodeSelector;
  return [
    ...(all !== undefined && leadsNowhere(all) ? [{ path: ['placement', 'nodeSelector'], ...told(all) }] : []),
    ...deployed.flatMap((component) => {
      const own = cluster.settings.get(component)?.placement?.nodeSelector;
      return own !== undefined && leadsNowhere(own)
        ? [{ component, path: ['placement', 'nodeSelector'], ...told(own) }]
        : [];
    }),
  ];
}

/** One finding, at the first range of replicas. */
function autoscalers({ cluster, deployed, facts }: Subject): readonly Finding[] {
  if (facts.hasMetricsServer) return [];
  const ranges = deployed.flatMap((component) =>
    mapsWithin(plainSettings(cluster, component))
      .filter(([path, { min, max }]) => path.at(-1) === 'replicas' && isMore(max, min))
      .map(([path]) => ({ component, path })),
  );
  return ranges.slice(0, 1).map((place) => ({
    name: 'metrics-server-missing' as const,
    ...place,
    message: 'the cluster has no metrics-server, so replicas stay at the minimum',
    hint: 'install metrics-server, or another implementation of metrics.k8s.io',
  }));
}

function isMore(max: Json | undefined, min: Json | undefined): boolean {
  return typeof max === 'number' && typeof min === 'number' && max > min;
}
