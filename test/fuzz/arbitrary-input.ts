/** Random input: fleets that are right by construction, and what becomes of them when somebody or something breaks them. */
import fc, { type Arbitrary } from 'fast-check';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import { SECTIONS_COMPONENT } from '../../generator/fleet/schema/sections.ts';
import { arbitrarySettings, optionalFields, type Whose } from '../layers/arbitrary-settings.ts';
import { hostileText } from '../text/hostile-texts.ts';

export type Input = ReadonlyMap<string, string>;

const COMPONENTS = REGISTRY.filter(({ name }) => name !== SECTIONS_COMPONENT);

/** A few, because whatever has no effect beside the rest is refused: of many settings one would be. */
const components = (whose: Whose): Arbitrary<JsonObject> =>
  fc
    .uniqueArray(fc.constantFrom(...COMPONENTS), { maxLength: 1 })
    .chain((chosen) =>
      optionalFields(
        Object.fromEntries(chosen.map((component) => [component.name, arbitrarySettings(component, whose)])),
      ),
    );

interface Parts {
  readonly size: string;
  readonly engine: string;
  readonly shared: JsonObject;
  readonly environment: JsonObject;
  readonly own: JsonObject;
}

/** Two files by path, as data. */
function filesOf({ size, engine, shared, environment, own }: Parts): Readonly<Record<string, JsonObject>> {
  return {
    'fleet.yaml': {
      apiVersion: 'lang-observatory.dev/v1',
      kind: 'Fleet',
      metadata: { name: 'acme', labels: { team: 'llm' } },
      spec: {
        repository: { url: 'https://github.com/acme/observability.git', branch: 'main' },
        domain: 'obs.acme.io',
        size,
        waves: [
          { name: 'canary', ref: 'main' },
          { name: 'all', ref: 'release/all' },
        ],
        environments: { prod: { wave: 'all', components: environment }, dev: {} },
        components: shared,
      },
    },
    'clusters/eu-1/cluster.yaml': {
      apiVersion: 'lang-observatory.dev/v1',
      kind: 'Cluster',
      metadata: { name: 'eu-1' },
      spec: { environment: 'prod', engine, provider: { name: 'aws', region: 'eu-west-1' }, components: own },
    },
  };
}

const files: Arbitrary<Readonly<Record<string, JsonObject>>> = fc
  .record({
    size: fc.constantFrom('small', 'medium', 'large'),
    engine: fc.constantFrom('argocd', 'flux'),
    shared: components('shared'),
    environment: components('shared'),
    own: components('cluster'),
  })
  .map(filesOf);

const anything: Arbitrary<Json> = fc.oneof(
  hostileText,
  fc.constantFrom<Json>(null, true, 0, -1, 1e21, 0.5, '', [], {}, [null], { a: null }, 'x'.repeat(5000)),
  fc.constantFrom<Json>('managed', 'external', 'existing', 'disabled', '1Gi', '30d', {
    mode: 'external',
    external: {},
  }),
  fc.constantFrom<Json>([{ $patch: 'replace' }], [{ name: 'a', $patch: 'delete' }], [{ name: 'a' }, { name: 'a' }]),
);

/** One change somewhere: another value, one field fewer, an unknown one, the value of a neighbour. */
interface Change {
  readonly way: readonly number[];
  readonly what: 'replace' | 'remove' | 'add' | 'wrap';
  readonly key: string;
  readonly value: Json;
}

const change: Arbitrary<Change> = fc.record({
  way: fc.array(fc.nat(20), { minLength: 1, maxLength: 7 }),
  what: fc.constantFrom('replace', 'remove', 'add', 'wrap'),
  key: fc.oneof(
    hostileText,
    fc.constantFrom('mode', 'values', 'external', 'patches', 'enabled', '$patch', '<<', '__proto__', 'toString'),
  ),
  value: anything,
});

function changed(value: Json, { way, what, key, value: other }: Change): Json {
  const [step, ...rest] = way;
  const entries = isObject(value) ? Object.entries(value) : [];
  if (isList(value) && value.length > 0 && step !== undefined)
    return value.map((item, index) =>
      index === step % value.length ? changed(item, { way: rest, what, key, value: other }) : item,
    );
  const at = step === undefined || entries.length === 0 ? undefined : step % entries.length;
  if (at === undefined) return what === 'wrap' ? [value] : other;
  if (rest.length > 0)
    return Object.fromEntries(
      entries.map(([name, inner], index) => [
        name,
        index === at ? changed(inner, { way: rest, what, key, value: other }) : inner,
      ]),
    );
  if (what === 'add') return Object.fromEntries([...entries, [key, other]]);
  return Object.fromEntries(
    entries.flatMap(([name, inner], index): readonly (readonly [string, Json])[] => {
      if (index !== at) return [[name, inner]];
      if (what === 'remove') return [];
      return [[name, what === 'wrap' ? [inner] : other]];
    }),
  );
}

/** Characters put into the text of a file, or taken out of it. */
const cut = fc.record({
  at: fc.nat(4000),
  length: fc.nat(12),
  text: fc.oneof(hostileText, fc.constantFrom('&a ', '*a', '{', '[', ']', ': ', '- ', '\t', '"', '<<: ', '!!binary ')),
});

function asText(all: Readonly<Record<string, JsonObject>>): Input {
  return new Map(Object.entries(all).map(([path, data]) => [path, emitYaml(data)]));
}

/** Right, whatever the components are. */
export const PLAIN_INPUT: Input = asText(
  filesOf({ size: 'medium', engine: 'argocd', shared: {}, environment: {}, own: {} }),
);

export const validInput: Arbitrary<Input> = files.map(asText);

export const brokenInput: Arbitrary<Input> = fc
  .tuple(
    files,
    fc.array(fc.tuple(fc.boolean(), change), { maxLength: 3 }),
    fc.array(fc.tuple(fc.boolean(), cut), { maxLength: 1 }),
  )
  .map(([all, changes, cuts]) => {
    const data = Object.entries(all).map(([path, value], index): [string, string] => {
      const own = changes.filter(([first]) => first === (index === 0)).map(([, one]) => one);
      const text = emitYaml(own.reduce<Json>(changed, value));
      const spliced = cuts
        .filter(([first]) => first === (index === 0))
        .reduce((before, [, { at, length, text: put }]) => {
          const start = at % (before.length + 1);
          return before.slice(0, start) + put + before.slice(start + length);
        }, text);
      return [path, spliced];
    });
    return new Map(data);
  });
