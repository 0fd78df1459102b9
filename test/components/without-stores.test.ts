/** A cluster whose applications are watched without Langfuse needs none of its stores. OpenLIT needs one of them. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/data/json.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const DISABLED = { mode: 'disabled' } as const;

/** Stores, and what is there for their sake. */
const OF_POSTGRES = ['postgres', 'cloudnative-pg', 'barman-cloud'];
const OF_LANGFUSE = ['langfuse', 'clickhouse', 'clickhouse-operator', 'valkey', 'object-store'];

function answersWith(components: JsonObject): ReturnType<typeof watchedCluster> {
  const others = { openlit: DISABLED, evaluations: DISABLED, logs: DISABLED, audit: DISABLED };
  const prometheus = { backup: { enabled: false } };
  return watchedCluster({ cluster: { components: { ...others, prometheus, ...components } } });
}

function deployedWith(components: JsonObject): readonly string[] {
  return [...answersWith(components).keys()];
}

/** Secrets that the provider brings. */
function entriesWith(components: JsonObject): readonly string[] {
  return (answersWith(components).get('credentials')?.manifests ?? [])
    .filter(({ kind }) => kind === 'ExternalSecret')
    .map(({ metadata }) => metadata.name);
}

describe('a cluster without Langfuse', () => {
  it.each([
    ['disabled', { mode: 'disabled' }],
    ['elsewhere', { mode: 'external', external: { url: 'https://langfuse.acme.io' } }],
  ])('has nothing that only Langfuse needs where that is %s, and keeps the database of Grafana', (_, langfuse) => {
    const deployed = deployedWith({ langfuse, postgres: { backup: { enabled: false } } });
    expect(deployed.filter((name) => OF_LANGFUSE.includes(name))).toEqual([]);
    expect(deployed).toEqual(expect.arrayContaining(['grafana', 'postgres', 'cloudnative-pg', 'prometheus']));
  });

  it('asks nobody for the credentials of stores that it does not have', () => {
    const elsewhere = { mode: 'external', external: { host: 'db.acme.io' } };
    const without = entriesWith({ langfuse: DISABLED, clickhouse: elsewhere, valkey: elsewhere });
    expect(without.filter((name) => /clickhouse|valkey/.test(name))).toEqual([]);
    expect(entriesWith({ clickhouse: elsewhere, valkey: elsewhere })).toEqual(
      expect.arrayContaining(['clickhouse-credentials', 'valkey-credentials']),
    );
  });

  it('has the one store that OpenLIT needs, and asks for the credentials of its user alone', () => {
    const asked = { langfuse: DISABLED, grafana: DISABLED, openlit: { mode: 'managed' } };
    const off = { backup: { enabled: false } };
    const withoutBackups = { ...asked, openlit: { ...asked.openlit, ...off }, clickhouse: off };
    expect(deployedWith(withoutBackups).filter((name) => [...OF_LANGFUSE, ...OF_POSTGRES].includes(name))).toEqual([
      'clickhouse-operator',
      'clickhouse',
    ]);
    const elsewhere = { mode: 'external', external: { host: 'db.acme.io' } };
    expect(entriesWith({ ...asked, clickhouse: elsewhere }).filter((name) => name.startsWith('clickhouse'))).toEqual([
      'clickhouse-openlit',
    ]);
  });

  it('keeps a store that the input asks for, with what it needs itself', () => {
    const asked = { langfuse: DISABLED, clickhouse: { mode: 'managed' } };
    expect(deployedWith(asked)).toEqual(expect.arrayContaining(['clickhouse', 'clickhouse-operator', 'credentials']));
  });

  it.each(['postgres', 'prometheus'])('has object storage where backups of %s go there', (store) => {
    const off = { backup: { enabled: false } };
    const asked = { langfuse: DISABLED, postgres: off, [store]: { backup: { enabled: true } } };
    expect(deployedWith(asked)).toContain('object-store');
  });

  it('can be without any store', () => {
    const deployed = deployedWith({ langfuse: DISABLED, grafana: DISABLED });
    expect(deployed.filter((name) => [...OF_LANGFUSE, ...OF_POSTGRES].includes(name))).toEqual([]);
    expect(deployed).toEqual(expect.arrayContaining(['otel-gateway', 'prometheus', 'gateway']));
  });
});
