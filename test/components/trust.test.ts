/** The certificates of private authorities: in every pod that connects to servers outside of the cluster, and nowhere else. */
import { describe, expect, it } from 'vitest';
import { trustingPrograms } from '../../generator/charts/trust.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, isObject, type Json, type JsonObject, maps } from '../../generator/data/json.ts';
import { ENGINES, SIZES } from '../../generator/fleet/model.ts';
import { isOutside } from '../../generator/stack/component.ts';
import { watchedCluster, watchedGraph } from '../telemetry/rules/watched-cluster.ts';

const TRUST = { configMap: 'acme-authorities', key: 'all.pem' };
const FOLDER = '/etc/lang-observatory/trust';

const VOLUME = { name: 'trust', configMap: { name: 'acme-authorities', items: [{ key: 'all.pem', path: 'ca.crt' }] } };
const MOUNT = { name: 'trust', mountPath: FOLDER, readOnly: true };

/** Connect to the outside, and get authorities in another way or not at all, for this reason. */
const OTHERWISE: Readonly<Record<string, string>> = {
  openlit: 'its chart has no value for a volume',
};

const STORE: JsonObject = {
  mode: 'external',
  external: { endpoint: 'https://s3.acme.io', bucket: 'b', secretName: 'bucket', caSecretName: 'acme-authority' },
};

function listAt(value: Json, path: string): readonly Json[] {
  const found = path.split('.').reduce<Json>((inner, key) => (isObject(inner) ? (inner[key] ?? null) : null), value);
  return isList(found) ? found : [];
}

function at(value: Json, path: string): Json {
  return path.split('.').reduce<Json>((inner, key) => (isObject(inner) ? (inner[key] ?? null) : null), value);
}

describe.each(SIZES)('in size %s', (size) => {
  const plain = watchedCluster({ cluster: { size } });
  const answers = watchedCluster({ cluster: { size, trust: TRUST } });

  it('each program of a chart that connects to the outside has the certificates', () => {
    const found = [...answers].flatMap(([component, { values }]) => {
      const chart = REGISTRY.find(({ name }) => name === component)?.chart?.name ?? '';
      return trustingPrograms(chart).map(({ environment, volumes, mounts }) => {
        expect(listAt(values, volumes)).toContainEqual(VOLUME);
        expect(listAt(values, mounts)).toContainEqual(MOUNT);
        const said = JSON.stringify(at(values, environment.path));
        expect(said).toContain('SSL_CERT_DIR');
        expect(said).toContain(`/etc/ssl/certs:/etc/pki/tls/certs:${FOLDER}`);
        expect(said).not.toContain('SSL_CERT_FILE');
        return component;
      });
    });
    expect(found.length).toBeGreaterThan(6);
  });

  it('web, worker and migrations of Langfuse have them', () => {
    const { values, manifests } = answers.get('langfuse') ?? { values: {}, manifests: [] };
    const node = { name: 'NODE_EXTRA_CA_CERTS', value: `${FOLDER}/ca.crt` };
    for (const part of ['web', 'worker'])
      expect(listAt(values, `langfuse.${part}.pod.additionalEnv`)).toContainEqual(node);
    expect(listAt(values, 'langfuse.extraVolumes')).toContainEqual(VOLUME);
    expect(listAt(values, 'langfuse.extraVolumeMounts')).toContainEqual(MOUNT);
    const pods = manifests.flatMap((manifest) => [...maps(manifest)]).filter(([, map]) => isList(map.containers));
    expect(pods.length).toBeGreaterThan(0);
    for (const [, pod] of pods) expect(listAt(pod, 'volumes')).toContainEqual(VOLUME);
  });

  it('says no variable and no volume twice', () => {
    for (const [component, { values }] of answers)
      for (const [, map] of maps(values))
        for (const key of ['extraEnv', 'extraEnvs', 'additionalEnv', 'extraVolumes', 'volumes']) {
          const names = listAt(map, key).flatMap((item) =>
            isObject(item) && typeof item.name === 'string' ? [item.name] : [],
          );
          expect(new Set(names).size, `${component} ${key}`).toBe(names.length);
        }
  });

  it('changes no other component', () => {
    const changed = [...answers].filter(([name, answer]) => JSON.stringify(answer) !== JSON.stringify(plain.get(name)));
    const expected = [...answers.keys()].filter(
      (name) =>
        name === 'langfuse' ||
        trustingPrograms(REGISTRY.find((component) => component.name === name)?.chart?.name ?? '').length > 0,
    );
    expect(changed.map(([name]) => name)).toEqual(expected);
  });
});

it('Langfuse reads the authorities of the company, where a store has its own too', () => {
  const variables = (trust: JsonObject): Json =>
    listAt(
      watchedCluster({ cluster: { ...trust, components: { 'object-store': STORE } } }).get('langfuse')?.values ?? {},
      'langfuse.web.pod.additionalEnv',
    ).filter((one) => isObject(one) && one.name === 'NODE_EXTRA_CA_CERTS');
  expect(variables({ trust: TRUST })).toEqual([{ name: 'NODE_EXTRA_CA_CERTS', value: `${FOLDER}/ca.crt` }]);
  expect(variables({})).toEqual([
    { name: 'NODE_EXTRA_CA_CERTS', value: '/etc/lang-observatory/authorities/object-store/ca.crt' },
  ]);
});

it('covers every component that connects to any address', () => {
  const components = {
    'object-store': STORE,
    openlit: { mode: 'managed', public: true, oauth: { providers: ['github'] } },
  };
  const { graph } = watchedGraph({ cluster: { components } });
  const outgoing = graph.flows.flatMap(({ from, to }) =>
    isOutside(to) && to.outside === 'anywhere' && !isOutside(from) ? [from.component] : [],
  );
  const without = [...new Set(outgoing)].filter(
    (name) =>
      name !== 'langfuse' &&
      trustingPrograms(REGISTRY.find((component) => component.name === name)?.chart?.name ?? '').length === 0,
  );
  expect(without.toSorted()).toEqual(Object.keys(OTHERWISE));
});

it.each(ENGINES)('is said once for all, with %s', (engine) => {
  const fleet: JsonObject = { trust: TRUST };
  const answers = watchedCluster({ fleet: { ...fleet, domain: 'obs.acme.io' }, cluster: { engine } });
  expect(JSON.stringify(answers.get('grafana')?.values)).toContain('acme-authorities');
});
