/** Random lists in raw values of users, over lists that components generate: new items, other content, and removals by name. */
import fc, { type Arbitrary } from 'fast-check';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { optionalFields } from './arbitrary-settings.ts';

/** What a list of the user may remove, by its key. */
export const REMOVABLE: readonly string[] = ['NODE_OPTIONS', 'resource', 'Prometheus', '--check-single-keys'];

interface UserList {
  /** Where it stands in the values of its component. */
  readonly path: readonly string[];
  readonly list: Arbitrary<readonly Json[]>;
}

const some = (...items: readonly Json[]): Arbitrary<readonly Json[]> =>
  fc.shuffledSubarray([...items], { minLength: 1 });

const either = (...items: readonly Json[]): Arbitrary<Json> => fc.constantFrom(...items);

const variables = fc
  .tuple(
    either({ name: 'NODE_OPTIONS', value: '--trace-warnings' }, { name: 'NODE_OPTIONS', $patch: 'delete' }),
    either(
      { name: 'LANGFUSE_INIT_USER_EMAIL', valueFrom: { configMapKeyRef: { name: 'a', key: 'email' } } },
      { name: 'LANGFUSE_INIT_USER_EMAIL', value: 'a@acme.io', $patch: 'replace' },
    ),
  )
  .chain(([first, second]) =>
    some(first, second, { name: 'HTTPS_PROXY', value: 'a' }, { name: 'NO_PROXY', value: 'b' }),
  );

const pipeline = (name: string): readonly string[] => ['alternateConfig', 'service', 'pipelines', name];

/** By component. */
export const USER_LISTS: Readonly<Record<string, UserList>> = {
  langfuse: { path: ['langfuse', 'web', 'pod', 'additionalEnv'], list: variables },
  'otel-gateway': {
    path: [...pipeline('traces'), 'processors'],
    list: some('redaction', 'memory_limiter', 'batch', { $patch: 'delete', value: 'resource' }),
  },
  grafana: {
    path: ['datasources', 'datasources.yaml', 'datasources'],
    list: some({ name: 'Loki', type: 'loki' }, { name: 'Prometheus', jsonData: { timeInterval: '60s' } }),
  },
  valkey: {
    path: ['metrics', 'exporter', 'args'],
    list: some('--include-config-metrics', '--check-single-keys=db0=a'),
  },
};

/** A component's values with a list of the user, or others. */
export function withUserList(component: string, values: Arbitrary<JsonObject>): Arbitrary<JsonObject> {
  const known = USER_LISTS[component];
  return known === undefined ? values : fc.oneof(values, userValues(known));
}

/** Lists of some components, and nothing else, at one level. */
export const componentsWithLists: Arbitrary<JsonObject> = optionalFields(
  Object.fromEntries(
    Object.entries(USER_LISTS).map(([name, list]) => [name, userValues(list).map((values): Json => ({ values }))]),
  ),
);

function userValues({ path, list }: UserList): Arbitrary<JsonObject> {
  return list.map((items) => valuesAt(path, [...items]));
}

function valuesAt([first = '', ...rest]: readonly string[], value: Json): JsonObject {
  return { [first]: rest.length === 0 ? value : valuesAt(rest, value) };
}
