/** One Langfuse may serve many clusters: the others have collectors, and nothing of Langfuse but the keys of a project. */
import { describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const DISABLED = { mode: 'disabled' } as const;

/** What each component says on a cluster whose Langfuse is at that address. */
function watchedFrom(url: string, sampler: JsonObject, secretName?: string) {
  return watchedCluster({
    fleet: { components: { issuers: { kind: 'acme' }, 'otel-sampler': sampler } },
    cluster: {
      components: {
        langfuse: { mode: 'external', external: { url, ...(secretName === undefined ? {} : { secretName }) } },
        clickhouse: DISABLED,
        valkey: DISABLED,
        'object-store': DISABLED,
        postgres: { backup: { enabled: false } },
      },
    },
  });
}

/** Ports of addresses anywhere that a component's pods may reach. */
function portsAnywhere(manifests: readonly Manifest[]): readonly Json[] {
  return manifests
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .flatMap(({ spec }) => at(spec, 'egress') ?? [])
    .filter((rule) => isObject(rule) && rule.to === undefined)
    .flatMap((rule) => (at(rule, 'ports') ?? []) as readonly { readonly port: Json }[])
    .map(({ port }) => port);
}

const SENDERS = [
  ['otel-gateway', DISABLED],
  ['otel-sampler', { mode: 'managed' }],
] as const;

describe.each(SENDERS)('a cluster whose Langfuse is elsewhere, and whose traces %s sends', (sender, sampler) => {
  const answers = watchedFrom('https://langfuse.acme.io:8443/', sampler);
  const { values, manifests } = answers.get(sender) ?? { values: {}, manifests: [] };

  it('sends them to its address', () => {
    expect(at(values, 'alternateConfig', 'exporters', 'otlp_http/langfuse')).toMatchObject({
      endpoint: 'https://langfuse.acme.io:8443/api/public/otel',
      headers: { Authorization: '${env:LANGFUSE_AUTHORIZATION}' },
    });
    const pipelines = at(values, 'alternateConfig', 'service', 'pipelines', 'traces', 'exporters');
    expect(pipelines).toEqual(['otlp_http/langfuse']);
  });

  it('may reach its port, on any address', () => {
    expect(portsAnywhere(manifests)).toContain(8443);
  });

  it('signs in with keys from the secrets provider, or from a Secret that is brought', () => {
    const nameOf = (found: ReturnType<typeof watchedFrom>) =>
      (at(found.get(sender)?.values, 'extraEnvs') as readonly JsonObject[]).map((env) =>
        at(env, 'valueFrom', 'secretKeyRef'),
      );
    expect(nameOf(answers)).toContainEqual({ name: 'langfuse-project-keys', key: 'authorization', optional: false });
    const brought = watchedFrom('https://langfuse.acme.io', sampler, 'central-langfuse');
    expect(nameOf(brought)).toContainEqual({ name: 'central-langfuse', key: 'authorization', optional: false });
    const entries = (found: ReturnType<typeof watchedFrom>) =>
      (found.get('credentials')?.manifests ?? [])
        .map(({ metadata }) => metadata.name)
        .filter((name) => name.startsWith('langfuse'));
    expect(entries(answers)).toEqual(['langfuse-project-keys']);
    expect(entries(brought)).toEqual([]);
  });

  it('has nothing else of Langfuse, but where people find it', () => {
    expect([...answers.keys()]).toEqual(expect.arrayContaining(['otel-gateway', 'prometheus', 'grafana']));
    for (const name of ['langfuse', 'clickhouse', 'clickhouse-operator', 'valkey', 'object-store'])
      expect(answers.has(name)).toBe(false);
    expect(JSON.stringify(answers.get('grafana')?.manifests)).toContain('"url":"https://langfuse.acme.io:8443"');
  });
});
