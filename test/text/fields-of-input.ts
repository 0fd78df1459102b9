/** Every field of the input that may hold a text, in whichever file and section. */
import * as z from 'zod';
import { schemasOfInput } from '../fleet/linear/schemas-of-input.ts';

export interface Field {
  /** Kind or component, and the names on the way. */
  readonly path: string;
  readonly schema: z.ZodType;
}

/** Fields that are free, and why nothing comes of it. */
const FREE: Readonly<Record<string, string>> = {
  values: 'the values of the chart are the user’s own',
  patches: 'Kustomize fills nothing in',
  'alerting.slos': 'PromQL, which is parsed, and Prometheus fills nothing in',
  'grafana.dataSources.options.*': 'Grafana alone reads it, and every dollar is doubled; Helm’s templates are refused',
  'gateway.annotations.*': 'no template and no variable reaches the object',
  'Fleet.spec.components': 'judged by the schema of each component',
  'Cluster.spec.components': 'judged by the schema of each component',
  'Fleet.spec.environments.*.components': 'judged by the schema of each component',
  'Fleet.spec.groups.components': 'judged by the schema of each component',
  'Fleet.spec.groups.match.environment': 'must be a name of the fleet',
  'Fleet.spec.repository.branch': 'reaches no pod, and shells get it quoted',
  'Fleet.spec.waves.ref': 'reaches no pod, and shells get it quoted',
  'Cluster.spec.environment': 'must be a name of the fleet',
  'Cluster.spec.standby.of': 'must be a name of the fleet',
  'Cluster.spec.wave': 'must be a name of the fleet',
};

const SECTION = /\.(alerting|slos|budget|auth)$/;

/** The fields that take what is text to every program, and nothing else. */
export function fieldsOfText(): readonly Field[] {
  return [...schemasOfInput()]
    .flatMap(([kind, schema]) => [...leaves(schema, kind === 'alerting' ? '' : kind)])
    .map(({ path, schema }) => ({ path: path.replace(/^\./, '').replace(/^additions\./, ''), schema }))
    .filter(({ path }) => !SECTION.test(path) && !isFree(path));
}

function isFree(path: string): boolean {
  return Object.keys(FREE).some(
    (free) => path === free || path.startsWith(`${free}.`) || `alerting.${path}`.startsWith(`${free}.`),
  );
}

function* leaves(schema: unknown, path: string): Generator<Field> {
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
