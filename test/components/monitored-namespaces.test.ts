/** Which namespaces Prometheus and Alertmanager take orders from. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const KINDS = ['serviceMonitor', 'podMonitor', 'rule', 'probe', 'scrapeConfig'] as const;
/** Kinds of objects that Prometheus reads. */
const READ: ReadonlySet<string> = new Set(['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'Probe', 'ScrapeConfig']);

function namespacesOf(selector: Json | undefined): readonly Json[] {
  const [expression] = (at(selector, 'matchExpressions') ?? []) as readonly Json[];
  return (at(expression, 'values') ?? []) as readonly Json[];
}

const CLUSTERS: readonly (readonly [string, JsonObject])[] = [
  ['whose parts are all ours', {}],
  [
    'on which some parts were before',
    { 'cert-manager': { mode: 'existing' }, 'external-secrets': { mode: 'existing' } },
  ],
];

describe.each(CLUSTERS)('on a cluster %s', (_, components) => {
  const answers = watchedCluster({
    cluster: { components: { ...components, prometheus: { namespaces: ['team-search'] } } },
  });
  const values = answers.get('prometheus')?.values ?? {};
  const spec = at(values, 'prometheus', 'prometheusSpec');
  const selected = new Set(namespacesOf(at(spec, 'ruleNamespaceSelector')));

  it.each(KINDS)(
    'Prometheus reads each %s of the stack, of namespaces that the input names, and of no other',
    (kind) => {
      const namespaces = namespacesOf(at(spec, `${kind}NamespaceSelector`));
      expect(namespaces).toEqual([...selected]);
      expect(namespaces).toContain('team-search');
      expect(namespaces).not.toContain('kube-system');
    },
  );

  it('every monitor and rule that we write is where Prometheus reads', () => {
    const elsewhere = [...answers].flatMap(([component, { manifests }]) =>
      manifests
        .filter(({ kind, metadata }) => READ.has(kind) && !selected.has(String(metadata.namespace)))
        .map(({ metadata }) => `${component}: ${metadata.name}`),
    );
    expect(elsewhere).toEqual([]);
  });

  it('Alertmanager takes configuration from its own namespace, and has no token', () => {
    const alertmanager = at(values, 'alertmanager', 'alertmanagerSpec');
    expect(namespacesOf(at(alertmanager, 'alertmanagerConfigNamespaceSelector'))).toEqual(['lang-observatory']);
    expect(at(alertmanager, 'automountServiceAccountToken')).toBe(false);
    expect(at(values, 'alertmanager', 'serviceAccount', 'automountServiceAccountToken')).toBe(false);
  });
});
