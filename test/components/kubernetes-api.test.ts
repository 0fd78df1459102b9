/** Operators, and whatever else asks the Kubernetes API, reach it where the input says that it is. */
import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../generator/data/json.ts';
import { type Sections, watchedCluster } from '../telemetry/rules/watched-cluster.ts';

/** Policies that let their pods reach the Kubernetes API, each with the rule. */
function rulesTo(ports: readonly number[], sections: Sections): ReadonlyMap<string, JsonObject> {
  const policies = [...watchedCluster(sections).values()].flatMap(({ manifests }) =>
    manifests.filter(({ kind }) => kind === 'NetworkPolicy'),
  );
  const expected = JSON.stringify(ports.map((port) => ({ port, protocol: 'TCP' })));
  return new Map(
    policies.flatMap(({ metadata, spec }) => {
      const egress = isObject(spec) && Array.isArray(spec.egress) ? spec.egress : [];
      const rule = egress.filter(isObject).find((one) => JSON.stringify(one.ports) === expected);
      return rule === undefined ? [] : [[metadata.name, rule] as const];
    }),
  );
}

const DEFAULT_PORTS = [443, 6443];
const BY_DEFAULT = rulesTo(DEFAULT_PORTS, {});
const OPERATORS = ['cert-manager-controller', 'clickhouse-operator-controller', 'cloudnative-pg-controller'];

describe('the Kubernetes API', () => {
  it('is at any address, on the usual ports, where nothing is said', () => {
    expect([...BY_DEFAULT.keys()]).toEqual(expect.arrayContaining(OPERATORS));
    for (const rule of BY_DEFAULT.values()) expect(Object.keys(rule)).toEqual(['ports']);
  });

  it('is where the levels say, each field from the lowest one that has it', () => {
    const sections: Sections = {
      fleet: { kubernetesApi: { ports: [7443] } },
      environment: { kubernetesApi: { cidrs: ['10.0.0.1/32', 'fd00::1/128'] } },
      cluster: { kubernetesApi: { ports: [443, 16443] } },
    };
    const found = rulesTo([443, 16443], sections);
    expect([...found.keys()]).toEqual([...BY_DEFAULT.keys()]);
    for (const rule of found.values())
      expect(rule.to).toEqual([{ ipBlock: { cidr: '10.0.0.1/32' } }, { ipBlock: { cidr: 'fd00::1/128' } }]);
    expect(rulesTo(DEFAULT_PORTS, sections).size + rulesTo([7443], sections).size).toBe(0);
  });

  it('is at any address again where a lower level says so', () => {
    const found = rulesTo(DEFAULT_PORTS, {
      environment: { kubernetesApi: { cidrs: ['10.0.0.1/32'] } },
      cluster: { kubernetesApi: { cidrs: [] } },
    });
    expect(found).toEqual(BY_DEFAULT);
  });
});
