/** Statements that PostgreSQL writes into its log for the audit stream. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

/** A field of an object of PostgreSQL, on a cluster where everything is deployed. */
function field(components: JsonObject, kind: string, ...path: readonly string[]): Json | undefined {
  const manifests = watchedCluster({ cluster: { components } }).get('postgres')?.manifests ?? [];
  const found = manifests.find((each) => each.kind === kind && at(each, 'metadata', 'name') !== 'postgres-grafana');
  if (found === undefined) throw new Error(`no ${kind}`);
  return at(found, ...path);
}

const audited = (components: JsonObject) =>
  field(components, 'Cluster', 'spec', 'postgresql', 'parameters', 'pgaudit.log');
const drilled = (components: JsonObject) => String(field(components, 'ConfigMap', 'data', 'postgresql.conf'));

const WITHOUT_AUDIT = { audit: { mode: 'disabled' } } as const;

describe('pgaudit', () => {
  it('writes changes of tables and of rights where the audit stream is kept, and nothing elsewhere', () => {
    expect(audited({})).toBe('ddl, role');
    expect(audited(WITHOUT_AUDIT)).toBeUndefined();
  });

  it('writes what is asked for, wherever that is', () => {
    expect(audited({ ...WITHOUT_AUDIT, postgres: { pgaudit: ['write', 'misc_set'] } })).toBe('write, misc_set');
    expect(audited({ postgres: { pgaudit: [] } })).toBeUndefined();
  });

  it('is loaded by the server of a restore drill too, where its extension watches changes of tables', () => {
    expect(drilled({})).toMatch(/^shared_preload_libraries = 'pgaudit'$/m);
    expect(drilled(WITHOUT_AUDIT)).not.toContain('pgaudit');
  });
});
