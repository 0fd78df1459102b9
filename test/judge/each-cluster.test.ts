/** Each cluster is judged by what it says itself, whichever clusters are beside it. */
import { describe, expect, it } from 'vitest';
import { componentsOf } from '../../generator/custom/components-of.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { checkRequirements } from '../../generator/stack/requirements.ts';
import { inputFiles } from '../input-files.ts';

const VAULT = { provider: 'vault', server: 'https://vault.acme.io' };
const AZURE = {
  provider: 'azure-key-vault',
  vaultUrl: 'https://acme.vault.azure.net',
  tenantId: '72f988bf-86f1-41af-91ab-2d7cd011db47',
};

/** Settings of every cluster: none says more of its components. */
const COMPONENTS = {
  postgres: { mode: 'external', external: { host: 'pg.acme.io', sslMode: 'require' } },
  grafana: {
    dataSources: [{ name: 'traces', type: 'tempo', url: 'https://t.acme.io', secretHeaders: ['Authorization'] }],
  },
};

function told(fleet: JsonObject, clusters: Readonly<Record<string, JsonObject>>, name: string): readonly string[] {
  const files = inputFiles({ fleet: { secrets: VAULT, components: COMPONENTS, ...fleet }, clusters });
  const messages: string[] = [];
  loadFleet(
    import.meta.dirname,
    componentsOf,
    (all, _layers, components) => {
      const findings = checkRequirements(all, components).filter(({ cluster }) => cluster === name);
      messages.push(...findings.map(({ component, code, message }) => `${component} ${code} ${message}`));
      return [];
    },
    files,
  );
  return messages;
}

describe.each<[string, JsonObject]>([
  ['passwords that are made in the cluster', { secrets: { provider: 'generated' } }],
  ['a store that needs an identity', { secrets: AZURE }],
])('a cluster with %s', (_, said) => {
  const alone = told({}, { c: said }, 'c');

  it('has mistakes', () => {
    expect(alone).not.toEqual([]);
    expect(told({}, { c: {} }, 'c')).toEqual([]);
  });

  it.each(['b', 'd'])('has the same ones beside the cluster %s without them', (other) => {
    expect(told({}, { [other]: {}, c: said }, 'c')).toEqual(alone);
    expect(told({}, { [other]: {}, c: said }, other)).toEqual([]);
  });

  it.each(['b', 'd'])('has them when its environment says so, beside the cluster %s of another one', (other) => {
    const fleet = { environments: { prod: {}, lab: said } };
    const clusters = { [other]: {}, c: { environment: 'lab' } };
    expect(told(fleet, clusters, 'c')).toEqual(alone);
    expect(told(fleet, clusters, other)).toEqual([]);
  });
});
