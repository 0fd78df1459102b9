/** A cluster whose applications are watched without Langfuse needs none of its stores. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/json.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const DISABLED = { mode: 'disabled' } as const;

/** Stores, and what is there for their sake. */
const OF_POSTGRES = ['postgres', 'cloudnative-pg', 'barman-cloud'];
const OF_LANGFUSE = ['langfuse', 'clickhouse', 'clickhouse-operator', 'valkey', 'object-store'];

function deployedWith(components: JsonObject): readonly string[] {
  return [...watchedCluster({ fleet: { components: { issuers: { kind: 'acme' } } }, cluster: { components } }).keys()];
}

describe('a cluster without Langfuse', () => {
  const WITHOUT = { langfuse: DISABLED, clickhouse: DISABLED, valkey: DISABLED, 'object-store': DISABLED };

  it('can be without what only Langfuse needs, and keep the database of Grafana', () => {
    const deployed = deployedWith({ ...WITHOUT, postgres: { backup: { enabled: false } } });
    expect(deployed.filter((name) => OF_LANGFUSE.includes(name))).toEqual([]);
    expect(deployed).toEqual(expect.arrayContaining(['grafana', 'postgres', 'cloudnative-pg', 'prometheus']));
  });

  it('can be without any store', () => {
    const deployed = deployedWith({ ...WITHOUT, postgres: DISABLED, grafana: DISABLED });
    expect(deployed.filter((name) => [...OF_LANGFUSE, ...OF_POSTGRES].includes(name))).toEqual([]);
    expect(deployed).toEqual(expect.arrayContaining(['otel-gateway', 'prometheus', 'gateway']));
  });
});
