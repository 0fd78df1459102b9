/** A hint must propose only what exists, and following it must solve the mistake. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { REGISTRY } from '../../generator/components/registry.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import type { Diagnostic } from '../../generator/fleet/diagnostic.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { MODES } from '../../generator/fleet/model.ts';
import { mergeSettings } from '../../generator/fleet/resolve/merge.ts';
import { additionsSchema, settingsSchema } from '../../generator/fleet/schema/component-input.ts';
import { CUSTOM_SETTINGS } from '../../generator/fleet/schema/custom-settings.ts';
import { SECTIONS_COMPONENT } from '../../generator/fleet/schema/sections.ts';
import { judgeFleet } from '../../generator/judge/judge-fleet.ts';
import { inputFiles } from '../input-files.ts';

/** Components of their own that fixtures describe: they all have the same settings. */
const OF_FIXTURES = ['weather', 'lookout'].map((name) => ({
  ...CUSTOM_SETTINGS,
  name,
  description: '',
  chart: { name, version: '1.2.3' },
}));

const SCHEMAS = new Map(
  [...REGISTRY, ...OF_FIXTURES].map((component) => [
    component.name,
    settingsSchema(component).extend(additionsSchema.shape),
  ]),
);

/** The mistakes of a fleet with one cluster that has these components. */
function mistakes(components: JsonObject, secrets: JsonObject = { provider: 'generated' }): readonly Diagnostic[] {
  const pending = inputFiles({ fleet: { secrets }, clusters: { c: { components } } });
  return loadFleet(import.meta.dirname, componentsOf, judgeFleet, pending).diagnostics;
}

interface Proposal {
  readonly component: string;
  readonly path: readonly string[];
  readonly value: string | undefined;
}

const PROPOSAL = /components\.([a-z-]+)((?:\.[A-Za-z0-9]+)*)(?:: ([\w-]+))?/g;

function proposals(hint: string): readonly Proposal[] {
  return [...hint.matchAll(PROPOSAL)].map(([, component = '', path = '', value]) => ({
    component,
    path: path.split('.').slice(1),
    value,
  }));
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unwrapped(schema.unwrap());
  return schema;
}

/** The schema at a path; if a step has several schemas, the first one with the next step. */
function schemaAt(schema: unknown, [step, ...rest]: readonly string[]): unknown {
  const inner = unwrapped(schema);
  if (step === undefined) return schema;
  if (inner instanceof z.ZodObject) return schemaAt(inner.shape[step], rest);
  if (inner instanceof z.ZodArray && /^\d+$/.test(step)) return schemaAt(inner.element, rest);
  if (inner instanceof z.ZodUnion)
    return inner.options.map((option) => schemaAt(option, [step, ...rest])).find((found) => found !== undefined);
  return undefined;
}

function written(text: string): Json {
  return text === 'true' || text === 'false' ? text === 'true' : text;
}

/** What a hint proposes and does not exist; a message that lists existing names is correct. */
function notOffered(hint: string, message = ''): readonly string[] {
  const wrong = proposals(hint).flatMap(({ component, path, value }) => {
    const schema = schemaAt(SCHEMAS.get(component), path);
    const accepts = schema instanceof z.ZodType && (value === undefined || schema.safeParse(written(value)).success);
    return accepts ? [] : [`${component}.${path.join('.')}: ${String(value)}`];
  });
  // Nor is a mode named anywhere else, where nobody could tell whose it is. `an existing Secret` and `external-secrets` name none.
  const listed = /is not one of (.*?) \[/.exec(message)?.[1]?.split(', ') ?? [];
  const rest = hint
    .replaceAll(PROPOSAL, '')
    .replace(/^ *(?:hint: )?did you mean (\S+)\?/, (text, meant: string) => (listed.includes(meant) ? '' : text));
  return [...wrong, ...MODES.filter((mode) => new RegExp(`(?<!an )\\b${mode}\\b(?!-)`).test(rest))];
}

const modes = fc.record(
  Object.fromEntries(
    REGISTRY.filter(({ name }) => name !== SECTIONS_COMPONENT).map((component) => [
      component.name,
      fc.constantFrom(...component.modes).map((mode): JsonObject => ({ mode })),
    ]),
  ),
  { requiredKeys: [] },
);

const secrets = fc.constantFrom<JsonObject>({ provider: 'generated' }, { provider: 'vault', server: 'https://v.io' });

describe('a hint', () => {
  it('proposes only existing components, settings and modes, for any modes', () => {
    fc.assert(
      fc.property(modes, secrets, (components, provider) => {
        for (const { message, hint = '' } of mistakes(JSON.parse(JSON.stringify(components)), provider))
          expect([message, hint, notOffered(hint)]).toEqual([message, hint, []]);
      }),
      { numRuns: 60 },
    );
  });

  it.each(REGISTRY.filter(({ modes }) => modes.includes('disabled')).map(({ name }) => name))(
    'about %s that is disabled holds when it is followed',
    (name) => {
      const input: JsonObject = { [name]: { mode: 'disabled' } };
      for (const { code, hint = '' } of mistakes(input)) {
        expect(code).toBe('required-component-disabled');
        for (const way of hint.split(/, or |, /)) {
          const changed = proposals(way).reduce<JsonObject>(
            (said, { component, path, value }) =>
              value === undefined
                ? said
                : mergeSettings(said, {
                    [component]: path.reduceRight<Json>((inner, step) => ({ [step]: inner }), written(value)),
                  }),
            input,
          );
          const left = mistakes(changed).filter((mistake) => mistake.code === code);
          expect([way, left.map(({ message }) => message)]).toEqual([way, []]);
        }
      }
    },
  );

  const fixtures = join(import.meta.dirname, 'fixtures');
  it.each(readdirSync(fixtures))('proposes only what exists: %s', (name) => {
    const text = readFileSync(join(fixtures, name, 'expected.txt'), 'utf8');
    for (const told of text.split('\n\n')) {
      const [message = '', ...lines] = told.split('\n');
      for (const hint of lines.filter((line) => line.startsWith('  hint: ')))
        expect([hint, notOffered(hint, message)]).toEqual([hint, []]);
    }
  });
});

describe('a component that is external, with a provider that only generates', () => {
  const addresses: JsonObject = {
    postgres: { host: 'pg.acme.io' },
    clickhouse: { host: 'ch.acme.io' },
    prometheus: {
      url: 'https://mimir.acme.io/prometheus',
      writeUrls: ['https://mimir.acme.io/api/v1/push'],
      signIn: { kind: 'basic' },
      scrapers: { namespaces: ['monitoring'] },
    },
    valkey: { host: 'kv.acme.io' },
    'object-store': { endpoint: 'https://s3.acme.io' },
    langfuse: { url: 'https://langfuse.acme.io' },
    logs: { kind: 'loki', url: 'https://loki.acme.io', secretHeaders: ['Authorization'] },
    audit: { kind: 'victoria-logs', url: 'https://audit.acme.io', secretHeaders: ['Authorization'] },
  };

  it('has an example here, each of them', () => {
    const external = REGISTRY.filter(({ modes }) => modes.includes('external')).map(({ name }) => name);
    expect(Object.keys(addresses).sort()).toEqual(external.sort());
  });

  it.each(Object.keys(addresses))('is told which settings name its Secrets, and is complete with them: %s', (name) => {
    const input: JsonObject = { [name]: { mode: 'external', external: addresses[name] ?? {} } };
    const [mistake] = mistakes(input).filter(({ code }) => code === 'external-incomplete');
    const named = proposals(mistake?.hint ?? '').map(({ path }) => path);
    expect(named.length).toBeGreaterThan(0);
    expect([mistake?.hint, notOffered(mistake?.hint ?? '')]).toEqual([mistake?.hint, []]);
    const followed = named.reduce<JsonObject>(
      (said, path) =>
        mergeSettings(said, {
          [name]: path.reduceRight<Json>((inner, step) => ({ [step]: inner }), path.join('-').toLowerCase()),
        }),
      input,
    );
    expect(mistakes(followed)).toEqual([]);
  });
});

describe('existing definitions of the Prometheus operator', () => {
  it('are not a mistake: they need no namespace of their own', () => {
    expect(mistakes({ 'prometheus-crds': { mode: 'existing' } })).toEqual([]);
  });
});

describe('one cause', () => {
  it('is one mistake, at its line: an existing operator', () => {
    const found = mistakes({ 'cloudnative-pg': { mode: 'existing' } });
    expect(found.map(({ code, path }) => [code, path])).toEqual([
      ['foreign-namespace', 'spec.components.cloudnative-pg.mode'],
    ]);
  });
});
