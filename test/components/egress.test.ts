/** Destinations that only the user knows: what they open, for whom, and nothing more. */
import { expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const MODELS = { to: 'pods', namespaces: ['gateways'], selector: { app: 'litellm' }, ports: [4000] };
const MAIL = { to: 'addresses', cidr: '10.20.30.0/24', ports: [587, 465] };

/** The rules of policies that a setting adds, by the name of the policy. */
function opened(component: string, settings: JsonObject): Readonly<Record<string, unknown>> {
  const policies = (components: JsonObject) =>
    new Map(
      [...watchedCluster({ cluster: { components } }).values()]
        .flatMap(({ manifests }) => manifests)
        .filter(({ kind }) => kind === 'NetworkPolicy')
        .map(({ metadata, spec }) => [metadata.name, isObject(spec) ? spec.egress : undefined]),
    );
  const before = policies({});
  return Object.fromEntries(
    [...policies({ [component]: settings })].flatMap(([name, egress]) => {
      const known = new Set(
        (Array.isArray(before.get(name)) ? [before.get(name)] : []).flat().map((rule) => JSON.stringify(rule)),
      );
      const added = (Array.isArray(egress) ? egress : []).filter((rule) => !known.has(JSON.stringify(rule)));
      return added.length === 0 ? [] : [[name, added]];
    }),
  );
}

const TO_MODELS = {
  to: [
    {
      namespaceSelector: {
        matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['gateways'] }],
      },
      podSelector: { matchLabels: { app: 'litellm' } },
    },
  ],
  ports: [{ port: 4000, protocol: 'TCP' }],
};
const TO_MAIL = {
  to: [{ ipBlock: { cidr: '10.20.30.0/24' } }],
  ports: [587, 465].map((port) => ({ port, protocol: 'TCP' })),
};

it.each([
  ['langfuse', { egress: [MODELS, MAIL] }, ['langfuse-web', 'langfuse-worker']],
  ['grafana', { egress: [MODELS, MAIL] }, ['grafana']],
  ['prometheus', { egress: [MODELS, MAIL] }, ['prometheus']],
  ['prometheus', { alertmanagerEgress: [MODELS, MAIL] }, ['prometheus-alertmanager']],
  ['otel-gateway', { egress: [MODELS, MAIL] }, ['otel-gateway-collector']],
])('of %s opens exactly what it says, for exactly its pods: %j', (component, settings, policies) => {
  expect(opened(component, settings)).toEqual(
    Object.fromEntries(policies.map((policy) => [policy, [TO_MODELS, TO_MAIL]])),
  );
});

it.each(['web', 'worker'])('lets Langfuse call private hosts in %s, and nobody else unless it is said', (part) => {
  const environment = (settings: JsonObject) =>
    JSON.stringify(
      at(
        watchedCluster({ cluster: { components: { langfuse: settings } } }).get('langfuse')?.values ?? {},
        'langfuse',
        part,
        'pod',
        'additionalEnv',
      ),
    );
  expect(environment({})).not.toContain('WHITELISTED');
  const value = 'litellm.gateways.svc,hooks.acme.io';
  for (const surface of ['LLM_CONNECTION', 'WEBHOOK'])
    expect(environment({ privateHosts: value.split(',') })).toContain(
      JSON.stringify({ name: `LANGFUSE_${surface}_WHITELISTED_HOST`, value }),
    );
});
