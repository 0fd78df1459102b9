/** What a fleet says of the placement of pods reaches every pod: in values of charts, in objects of operators and in our own manifests. */
import { describe, expect, it } from 'vitest';
import { chartValues } from '../../generator/charts/chart-values.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, isObject, type Json, type JsonObject, maps } from '../../generator/data/json.ts';
import { SIZES } from '../../generator/fleet/model.ts';
import { TOPOLOGIES } from '../../generator/kubernetes/placement.ts';
import { at } from '../engines/live-object.ts';
import { type Sections, watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const FIELDS = ['affinity', 'tolerations', 'priorityClassName'] as const;
type Field = (typeof FIELDS)[number] | 'nodeSelector';

const TOLERATION = { key: 'dedicated', value: 'observability', effect: 'NoSchedule' } as const;
const PLACED = {
  nodeSelector: { pool: 'observability' },
  tolerations: [TOLERATION],
  priorityClassName: 'observability',
} as const;

/** As charts get it. */
const IN_VALUES: JsonObject = {
  ...PLACED,
  affinity: selecting({ 'kubernetes.io/os': 'linux', pool: 'observability' }),
};

function selecting(labels: Readonly<Record<string, string>>): JsonObject {
  const matchExpressions = Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
  return {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
  };
}

/** Parts of a chart that do not run here, and maps that its templates do not read. By the path of the map. */
const NOT_HERE: Readonly<Record<string, RegExp>> = {
  // Beside the maps of each part; the hook is off.
  'cert-manager': /^(global|startupapicheck)$/,
  'external-secrets': /^global$/,
  grafana: /^imageRenderer$/,
  // `langfuse` has what web and worker read; the stores are components of their own.
  langfuse: /^(langfuse\.(web|worker)\.pod|postgresql|clickhouse\..*)$/,
  'nginx-gateway': /^certGenerator$/,
  'object-store': /^(sftp|admin|worker|allInOne|cosi)$/,
  openlit: /^openlit-controller$/,
  prometheus:
    /^(crds\.upgradeJob|grafana(\..*)?|prometheus-node-exporter|prometheusOperator\.admissionWebhooks\..*|thanosRuler\..*)$/,
};

/** Fields of a chart that it has and that are not said, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'gpu affinity ': 'a DaemonSet runs where the GPUs are',
  'otel-agent affinity ': 'a DaemonSet runs on each node',
  'otel-agent tolerations ': 'it tolerates every taint',
};

/** Paths of the maps in the values of a chart that have a field. */
function mapsWith(field: Field, value: Json, path: readonly string[] = []): readonly string[] {
  if (!isObject(value)) return [];
  return [
    ...(Object.hasOwn(value, field) ? [path.join('.')] : []),
    ...Object.entries(value).flatMap(([key, child]) => mapsWith(field, child, [...path, key])),
  ];
}

function placedWith(placement: JsonObject, sections: Sections = {}) {
  return watchedCluster({ ...sections, cluster: { placement, ...sections.cluster } });
}

const answers = placedWith(PLACED);
const charts = REGISTRY.flatMap(({ name, chart, pods }) =>
  chart === undefined || pods === undefined ? [] : [{ name, chart: chart.name, pods }],
);

describe('values of charts', () => {
  it.each(charts.flatMap(({ name, chart, pods }) => FIELDS.map((field) => ({ name, chart, pods, field }))))(
    '$name has $field wherever its chart has it for a pod',
    ({ name, chart, pods, field }) => {
      // What a chart takes without a default is not in its values.
      const known = mapsWith(field, chartValues(chart)?.values ?? {}).filter(
        (path) => NOT_HERE[name]?.test(path) !== true,
      );
      const expected = known.filter((path) => LEFT_OUT[`${name} ${field} ${path}`] === undefined);
      expect(pods[field]).toEqual(expect.arrayContaining(expected));
    },
  );

  it.each(
    charts.flatMap(({ name, pods }) =>
      FIELDS.flatMap((field) => pods[field].map((path) => ({ name, pods, field, path }))),
    ),
  )('$name has $field at "$path"', ({ name, pods, field, path }) => {
    const said = at(answers.get(name)?.values ?? {}, ...`${path}.${field}`.split('.').filter((step) => step !== ''));
    const isText = pods.areTexts === true && field !== 'priorityClassName';
    const read: Json | undefined = isText ? JSON.parse(String(said)) : said;
    if (field === 'tolerations') expect(read).toEqual(expect.arrayContaining([TOLERATION]));
    else if (field === 'affinity') expect(read).toMatchObject({ nodeAffinity: at(IN_VALUES, field, 'nodeAffinity') });
    else expect(read).toBe(PLACED[field]);
  });

  it('keep what a workload tolerates anyway', () => {
    expect(answers.get('gpu')?.values.tolerations).toEqual([
      { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
      TOLERATION,
    ]);
  });

  it('do not keep the exporter of a node away from its node', () => {
    expect(answers.get('gpu')?.values.affinity).toEqual(watchedCluster({}).get('gpu')?.values.affinity);
  });
});

/** Operators' objects: the paths to each field. */
const OPERATED: Readonly<Record<string, Readonly<Partial<Record<Field, readonly string[]>>>>> = {
  Cluster: {
    nodeSelector: ['spec', 'affinity'],
    tolerations: ['spec', 'affinity'],
    priorityClassName: ['spec'],
  },
  ClickHouseCluster: { nodeSelector: ['spec', 'podTemplate'], tolerations: ['spec', 'podTemplate'] },
  KeeperCluster: { nodeSelector: ['spec', 'podTemplate'], tolerations: ['spec', 'podTemplate'] },
};

describe.each(SIZES)('manifests in size %s', (size) => {
  const manifests = [
    ...placedWith(PLACED, {
      cluster: { size, components: { issuers: { kind: 'acme', acme: { email: 'a@acme.io' } } } },
    }).values(),
  ].flatMap((answer) => answer.manifests);

  it('place every pod', () => {
    const pods = manifests.flatMap((manifest) =>
      [...maps(manifest)].map(([, map]) => map).filter((map) => isList(map.containers)),
    );
    expect(pods.length).toBeGreaterThan(1);
    for (const pod of pods) expect(pod).toMatchObject(PLACED);
  });

  it.each(Object.entries(OPERATED))('place the pods of a %s', (kind, fields) => {
    const objects = manifests.filter((manifest) => manifest.kind === kind);
    expect(objects.length).toBeGreaterThan(0);
    for (const object of objects)
      for (const [field, path] of Object.entries(fields)) expect(at(object, ...path, field)).toEqual(at(PLACED, field));
  });

  it('place the pods that answer challenges', () => {
    const issuer = manifests.find(
      ({ kind, spec }) => kind === 'ClusterIssuer' && isObject(spec) && spec.acme !== undefined,
    );
    const [, solver] = [...maps(issuer ?? {})].find(([key]) => key === 'podTemplate') ?? [];
    expect(solver).toEqual({ spec: PLACED });
  });
});

it('a component with workloads says where they are placed', () => {
  const elsewhere = ['gateway'];
  expect(
    REGISTRY.filter(({ handle, pods }) => Object.keys(handle.workloads).length > 0 && pods === undefined).map(
      ({ name }) => name,
    ),
  ).toEqual(elsewhere);
});

describe('levels', () => {
  const grafana = (sections: Sections) => watchedCluster(sections).get('grafana')?.values ?? {};

  it('a cluster wins over its environment, which wins over the fleet, field by field', () => {
    const values = grafana({
      environment: { placement: { nodeSelector: { pool: 'prod' }, priorityClassName: 'prod' } },
      cluster: { placement: { nodeSelector: { disk: 'fast' } } },
    });
    expect(values.affinity).toEqual(selecting({ 'kubernetes.io/os': 'linux', disk: 'fast' }));
    expect(values.priorityClassName).toBe('prod');
  });

  it('what a component says wins over its level, field by field', () => {
    const cluster = {
      placement: PLACED,
      components: { grafana: { placement: { nodeSelector: { pool: 'web' }, tolerations: [] } } },
    };
    expect(grafana({ cluster })).toMatchObject({
      affinity: selecting({ 'kubernetes.io/os': 'linux', pool: 'web' }),
      tolerations: [],
      priorityClassName: PLACED.priorityClassName,
    });
  });

  it('nothing is written where nothing is said', () => {
    expect(Object.keys(grafana({})).filter((key) => FIELDS.some((field) => field === key))).toEqual([]);
  });
});

it('another placement makes another Job, because a Job is immutable', () => {
  const job = (placement: JsonObject) =>
    placedWith(placement)
      .get('langfuse')
      ?.manifests.find(({ kind }) => kind === 'Job')?.metadata.name;
  expect(job(PLACED)).not.toBe(job({}));
});

describe('spread', () => {
  const rulesWith = (spread: JsonObject) =>
    [...placedWith({ spread }).values()].flatMap(({ values, manifests }) =>
      [values, ...manifests].flatMap((content) =>
        [...maps(content)].flatMap(([, map]) => {
          const { topologySpreadConstraints: rules } = map;
          const read: Json | undefined = typeof rules === 'string' ? JSON.parse(rules) : rules;
          return isList(read) ? read.filter(isObject) : [];
        }),
      ),
    );

  it('is required where that is said', () => {
    const rules = rulesWith({ hosts: 'required' });
    expect(rules.length).toBeGreaterThan(40);
    for (const { topologyKey, whenUnsatisfiable, nodeTaintsPolicy } of rules)
      expect([whenUnsatisfiable, nodeTaintsPolicy]).toEqual(
        topologyKey === TOPOLOGIES.hosts ? ['DoNotSchedule', 'Honor'] : ['ScheduleAnyway', undefined],
      );
  });

  it('is left out where that is said', () => {
    expect(new Set(rulesWith({ zones: 'ignored' }).map(({ topologyKey }) => topologyKey))).toEqual(
      new Set([TOPOLOGIES.hosts]),
    );
    const everything = [...placedWith({ spread: { hosts: 'ignored' } }).values()].flatMap(({ values, manifests }) => [
      values,
      ...manifests,
    ]);
    const affinities = everything.flatMap((content) => [...maps(content)].map(([, map]) => map));
    expect(
      affinities.filter(({ weight }) => weight !== undefined).map((term) => at(term, 'podAffinityTerm', 'topologyKey')),
    ).toEqual([TOPOLOGIES.zones]);
    expect(affinities.find(({ podAntiAffinityType }) => podAntiAffinityType !== undefined)).toMatchObject({
      enablePodAntiAffinity: false,
    });
  });
});
