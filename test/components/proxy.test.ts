/** The HTTP proxy of a company: in every pod that connects to servers outside of the cluster, which may also reach it, and nowhere else. */
import { describe, expect, it } from 'vitest';
import { proxiedPrograms } from '../../generator/charts/proxy.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, isObject, type Json, type JsonObject, maps } from '../../generator/data/json.ts';
import { SIZES } from '../../generator/fleet/model.ts';
import { isOutside } from '../../generator/stack/component.ts';
import { watchedCluster, watchedGraph } from '../telemetry/rules/watched-cluster.ts';

const PROXY = { http: 'http://proxy.acme.io:3128', https: 'http://10.9.8.7:3129', noProxy: ['.corp.acme.io'] };

/** With everything that goes out. */
const OUTSIDE: JsonObject = {
  auth: { oidc: { issuer: 'https://accounts.google.com', clientId: 'x', allowedDomains: ['acme.io'] } },
  alerting: { slack: { channel: '#alerts' } },
};

const COMPONENTS: JsonObject = {
  'object-store': {
    mode: 'external',
    external: {
      endpoint: 'https://s3.eu-west-1.amazonaws.com',
      region: 'eu-west-1',
      bucket: 'b',
      secretName: 'bucket',
    },
  },
  prometheus: { remoteWrite: [{ name: 'hub', url: 'https://hub.acme.io/api/v1/write' }] },
  openlit: { mode: 'managed', public: true, oauth: { providers: ['github'] } },
};

function cluster(size: string, said: JsonObject) {
  return { cluster: { size, ...OUTSIDE, components: COMPONENTS, ...said } };
}

/** Their programs connect to the outside without the proxy, for this reason; Jobs that we write beside them do read it. */
const WITHOUT: Readonly<Record<string, string>> = {
  blackbox: 'it probes the host names of the cluster itself',
  openlit: 'its program reads no such variable',
};

/** Its variables, wherever a container of the answer says them. */
function proxiesIn(answer: Json): readonly JsonObject[] {
  return [...maps({ answer })].flatMap(([, map]): readonly JsonObject[] => {
    if (typeof map.HTTPS_PROXY === 'string' && map.HTTPS_PROXY !== '') return [map];
    const lists = Object.values(map).filter((one) => isList(one));
    return lists.flatMap((list) => {
      const variables = list.filter(isObject).flatMap((one) => [[String(one.name).toUpperCase(), one.value ?? null]]);
      const said: JsonObject = Object.fromEntries(variables);
      return said.HTTPS_PROXY === undefined ? [] : [said];
    });
  });
}

describe.each(SIZES)('in size %s', (size) => {
  const { graph } = watchedGraph(cluster(size, { proxy: PROXY }));
  const answers = watchedCluster(cluster(size, { proxy: PROXY }));
  const plain = watchedCluster(cluster(size, {}));

  it('is in every component that connects to the outside, and in no other', () => {
    const outgoing = graph.flows.flatMap(({ from, to }) => {
      const leads = isOutside(to) ? to.outside === 'anywhere' : graph.modeOf(to.component) === 'external';
      return leads && !isOutside(from) ? [from.component] : [];
    });
    const proxied = [...answers]
      .filter(
        ([name, { values, manifests }]) =>
          proxiesIn(WITHOUT[name] === undefined ? [values, ...manifests] : [values]).length > 0,
      )
      .map(([name]) => name);
    const expected = [...new Set(outgoing)].filter(
      (name) => WITHOUT[name] === undefined && graph.modeOf(name) !== 'external',
    );
    expect(proxied.toSorted()).toEqual(expected.toSorted());
    expect(proxied.length).toBeGreaterThan(4);
    expect([...new Set(outgoing)].filter((name) => WITHOUT[name] !== undefined).toSorted()).toEqual(
      Object.keys(WITHOUT),
    );
  });

  it('is the same everywhere, and leaves the cluster and private addresses alone', () => {
    for (const [component, { values, manifests }] of answers)
      for (const said of proxiesIn([values, ...manifests])) {
        expect(said, component).toMatchObject({ HTTP_PROXY: PROXY.http, HTTPS_PROXY: PROXY.https });
        const left = String(said.NO_PROXY).split(',');
        for (const host of ['.svc', '.cluster.local', '10.0.0.0/8', '169.254.0.0/16', '.corp.acme.io', '.obs.acme.io'])
          expect(left, component).toContain(host);
      }
  });

  it('is reached through the network policies of exactly those', () => {
    const opened = (all: typeof answers) =>
      [...all.values()].flatMap(({ manifests }) =>
        manifests.flatMap(({ kind, metadata, spec }) => {
          const rules = kind === 'NetworkPolicy' && isObject(spec) && isList(spec.egress) ? spec.egress : [];
          const text = JSON.stringify(rules);
          return text.includes('"port":3128') && text.includes('10.9.8.7/32') ? [metadata.name] : [];
        }),
      );
    expect(opened(plain)).toEqual([]);
    expect(opened(answers)).toEqual(
      expect.arrayContaining(['langfuse-web', 'langfuse-worker', 'grafana', 'prometheus-alertmanager', 'prometheus']),
    );
    expect(opened(answers)).not.toContain('valkey');
    expect(opened(answers)).not.toContain('langfuse-migrations');
  });

  it('lets Prometheus and Alertmanager use it', () => {
    const values = answers.get('prometheus')?.values ?? {};
    const [write] = [...maps(values)].flatMap(([, map]) => (isList(map.remoteWrite) ? map.remoteWrite : []));
    expect(write).toMatchObject({ name: 'hub', proxyFromEnvironment: true });
    expect(JSON.stringify(values)).toContain('"http_config":{"proxy_from_environment":true}');
  });

  it('says no variable twice', () => {
    for (const [component, { values }] of answers)
      for (const [, map] of maps(values))
        for (const list of Object.values(map).filter((one) => isList(one))) {
          const names = list.flatMap((one) => (isObject(one) && typeof one.name === 'string' ? [one.name] : []));
          if (!names.includes('HTTPS_PROXY')) continue;
          expect(new Set(names).size, component).toBe(names.length);
        }
  });

  it('changes nothing where it is taken away, but for what Helm cannot unset', () => {
    const taken = watchedCluster({ fleet: { proxy: PROXY }, ...cluster(size, { proxy: null }) });
    for (const [component, { values, manifests }] of taken)
      expect(proxiesIn([values, ...manifests]), component).toEqual([]);
    expect(opening(taken)).toEqual(opening(plain));
  });
});

function opening(answers: ReturnType<typeof watchedCluster>): readonly Json[] {
  return [...answers.values()].flatMap(({ manifests }) =>
    manifests.flatMap(({ kind, spec }) => (kind === 'NetworkPolicy' ? [spec ?? {}] : [])),
  );
}

it('names no other chart than those that the stack deploys', () => {
  const charts = REGISTRY.flatMap(({ chart }) => (chart === undefined ? [] : proxiedPrograms(chart.name)));
  expect(charts.length).toBeGreaterThan(5);
});
