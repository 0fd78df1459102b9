/**
 * What templates and variables of other programs look like is refused where it is written, in every field of the input that is not a
 * program of its own. A new field that takes any text must be in the list below, or take less.
 */

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { schemasOfInput } from '../fleet/linear/schemas-of-input.ts';

/** What programs other than a shell would fill in, obey or split. */
const FILLED_IN: readonly string[] = [
  '{{ .cluster }}',
  '${env:A}',
  '${file:/etc/passwd}',
  '$(POD_NAME)',
  'a\nb',
  'a\u202eb',
  'a\u001bb',
];

/** Fields that are free, and why nothing comes of it. */
const FREE: Readonly<Record<string, string>> = {
  values: 'the values of the chart are the user’s own',
  patches: 'Kustomize fills nothing in',
  'alerting.slos': 'PromQL, which is parsed, and Prometheus fills nothing in',
  'gateway.annotations.*': 'no template and no variable reaches the object',
  'Fleet.spec.components': 'judged by the schema of each component',
  'Cluster.spec.components': 'judged by the schema of each component',
  'Fleet.spec.environments.*.components': 'judged by the schema of each component',
  'Fleet.spec.repository.branch': 'reaches no pod, and shells get it quoted',
  'Cluster.spec.environment': 'must be a name of the fleet',
  'Cluster.spec.wave': 'must be a name of the fleet',
};

const SECTION = /\.(alerting|slos|budget)$/;

interface Leaf {
  readonly path: string;
  readonly schema: z.ZodType;
}

function* leaves(schema: unknown, path: string): Generator<Leaf> {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) yield* leaves(schema.unwrap(), path);
  else if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) yield* leaves(schema.unwrap(), path);
  else if (schema instanceof z.ZodArray) yield* leaves(schema.element, path);
  else if (schema instanceof z.ZodRecord) {
    yield* leaves(schema.keyType, `${path}.<key>`);
    yield* leaves(schema.valueType, `${path}.*`);
  } else if (schema instanceof z.ZodObject)
    for (const [name, field] of Object.entries(schema.shape)) yield* leaves(field, `${path}.${name}`);
  else if (schema instanceof z.ZodUnion && schema.options.every((option) => option instanceof z.ZodObject))
    for (const option of schema.options) yield* leaves(option, path);
  else if (schema instanceof z.ZodType) yield { path, schema };
}

describe('a text that another program would take for more', () => {
  for (const [kind, schema] of schemasOfInput())
    it(`is refused by the fields of ${kind}`, () => {
      const found = [...leaves(schema, kind === 'alerting' ? '' : kind)].map(({ path, schema: leaf }) => ({
        path: path.replace(/^\./, '').replace(/^additions\./, ''),
        taken: FILLED_IN.flatMap((text) => [text, `https://a.io/${text}`, `a${text}`]).filter((text) => {
          const parsed = leaf.safeParse(text);
          return parsed.success && parsed.data === text;
        }),
      }));
      const open = found.filter(
        ({ path, taken }) =>
          taken.length > 0 &&
          !SECTION.test(path) &&
          !Object.keys(FREE).some(
            (free) => path === free || path.startsWith(`${free}.`) || `alerting.${path}`.startsWith(`${free}.`),
          ),
      );
      expect(open).toEqual([]);
    });
});
