/**
 * Natural keys of lists in objects and values that have no `name`, `key` or the like (`layers/list-keys.ts` has those): what an item is
 * about, and what stays when it changes. The only table of them. Of lists whose items are nothing but their content, such as rules of
 * a Role or a NetworkPolicy, the difference is found without keys.
 */
import { fieldAt } from '../../data/fields.ts';
import { isObject, type Json, type JsonList } from '../../data/json.ts';

/**
 * By the field that holds the list: fields of an item, with dots in between, of which the first is on every item. Later ones are added for
 * items that have the earlier ones in common. `a|b` is the one of both that the item has.
 */
export const ITEM_KEYS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map(
  Object.entries({
    // PrometheusRule (prometheus-operator: pkg/apis/monitoring/v1/prometheusrule_types.go); rules of an Ingress.
    rules: [['alert|record', 'labels'], ['host']],
    // ServiceMonitor, PodMonitor and their relabelings.
    endpoints: [['port|targetPort', 'path']],
    podMetricsEndpoints: [['port|portNumber|targetPort', 'path']],
    relabelings: [['targetLabel|action', 'regex', 'sourceLabels']],
    metricRelabelings: [['targetLabel|action', 'regex', 'sourceLabels']],
    // Kubernetes: kubernetes/api, `patchMergeKey` and `listMapKey`.
    ports: [
      ['port', 'protocol'],
      ['containerPort', 'protocol'],
    ],
    paths: [['path', 'pathType']],
    tls: [['secretName']],
    tolerations: [['key|operator', 'effect', 'value']],
    hostAliases: [['ip']],
    volumeClaimTemplates: [['metadata.name']],
    metrics: [
      [
        'type',
        'resource.name',
        'pods.metric.name',
        'object.metric.name',
        'external.metric.name',
        'containerResource.name',
      ],
    ],
    policies: [['type', 'periodSeconds']],
    subjects: [['name', 'kind', 'namespace']],
    sources: [
      // Argo CD: sources of an Application. The revision is what changes.
      ['repoURL', 'chart|ref|path', 'helm.releaseName'],
      // Kubernetes: projected volumes.
      ['secret.name|configMap.name|serviceAccountToken.path'],
    ],
    // Argo CD: AppProject and Application.
    destinations: [['namespace', 'server|name']],
    clusterResourceWhitelist: [['kind', 'group']],
    clusterResourceBlacklist: [['kind', 'group']],
    namespaceResourceWhitelist: [['kind', 'group']],
    namespaceResourceBlacklist: [['kind', 'group']],
    ignoreDifferences: [['kind', 'group', 'name', 'namespace']],
    // Flux: HelmRelease and Kustomization.
    valuesFrom: [['name', 'kind', 'valuesKey', 'targetPath']],
    healthChecks: [['name', 'kind', 'namespace', 'apiVersion']],
    dependsOn: [['name', 'namespace']],
    substituteFrom: [['name', 'kind']],
    patches: [['target.name|target.kind', 'target.kind', 'target.namespace']],
    // Gateway API: apis/v1/shared_types.go.
    parentRefs: [['name', 'sectionName', 'namespace', 'port']],
    backendRefs: [['name', 'port', 'kind', 'namespace']],
    certificateRefs: [['name', 'namespace']],
    kinds: [['kind', 'group']],
    from: [['kind', 'namespace', 'group']],
    // External Secrets: the key that an entry of the store becomes.
    data: [['secretKey']],
    // CloudNativePG: keys of Secrets and ConfigMaps with queries, and replacements of WAL archives.
    customQueriesConfigMap: [['name', 'key']],
    customQueriesSecret: [['name', 'key']],
    // ClickHouse operator: additional volume claims.
    additionalDataVolumeClaimSpecs: [['metadata.name']],
    // KEDA.
    triggers: [['type', 'name', 'metadata.query']],
  }),
);

/** The keys of the items of both sides of a list; undefined where it has none by which each item is found. */
export interface ItemsByKey {
  readonly before: ReadonlyMap<string, Json>;
  readonly after: ReadonlyMap<string, Json>;
}

export function itemsByKey(field: string, before: JsonList, after: JsonList): ItemsByKey | undefined {
  for (const fields of ITEM_KEYS.get(field) ?? []) {
    const [old, now] = [before.map((item) => partsOf(item, fields)), after.map((item) => partsOf(item, fields))];
    if ([...old, ...now].some(([first]) => first === undefined)) continue;
    const keyOf = shortestKeys(old, now);
    const [a, b] = [old.map(keyOf), now.map(keyOf)];
    // Where no item stays, one takes the place of another.
    if (hasDouble(a) || hasDouble(b) || !a.some((key) => b.includes(key))) continue;
    const items = (keys: readonly string[], list: JsonList): ReadonlyMap<string, Json> =>
      new Map(keys.map((key, index) => [key, list[index] ?? null]));
    return { before: items(a, before), after: items(b, after) };
  }
  return undefined;
}

type Parts = readonly (string | undefined)[];

function partsOf(item: Json, fields: readonly string[]): Parts {
  return fields.map((field) => {
    const found = field.split('|').flatMap((path) => fieldAt(item, ...path.split('.')) ?? [])[0];
    return found === undefined ? undefined : partText(found);
  });
}

/** Labels as Prometheus writes them. */
function partText(value: Json): string {
  if (!isObject(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${key}=${partText(one)}`).join(',')}}`;
}

/** As many parts of each key as tell the items of both sides apart. */
function shortestKeys(before: readonly Parts[], after: readonly Parts[]): (parts: Parts) => string {
  const text = (parts: Parts, count: number): string =>
    parts
      .slice(0, count)
      .flatMap((part) => part ?? [])
      .join(' ');
  const doubles = (count: number): ReadonlySet<string> =>
    new Set([before, after].flatMap((side) => doubled(side.map((parts) => text(parts, count)))));
  const most = Math.max(0, ...[...before, ...after].map((parts) => parts.length));
  const known = Array.from({ length: most }, (_, index) => doubles(index + 1));
  return (parts) => {
    const count = known.findIndex((double, index) => !double.has(text(parts, index + 1)));
    return text(parts, count < 0 ? most : count + 1);
  };
}

function doubled(keys: readonly string[]): readonly string[] {
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}

function hasDouble(keys: readonly string[]): boolean {
  return new Set(keys).size < keys.length;
}
