/** The shape of a chart's values, from its defaults (values.yaml) and, where upstream has one, its schema (values.schema.json). */
import { OTHER_KEYS, type Shape, type ShapeOfMap, typeOf, typesOf } from '../../generator/charts/shape.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';

/** What is known of one value: its default, its part of the schema, or both. */
interface Known {
  readonly name: string;
  readonly fallback: Json | undefined;
  readonly schema: JsonObject | undefined;
  readonly root: JsonObject;
}

export function shapeOfValues(defaults: JsonObject, schema: JsonObject | undefined): ShapeOfMap {
  const shape = shapeOf({ name: '', fallback: defaults, schema, root: schema ?? {} });
  return typeof shape === 'string' ? { [OTHER_KEYS]: 'any' } : shape;
}

/** Helm refuses what the schema does not take, so that it has the last word on types. */
function shapeOf(known: Known): Shape {
  const schema = resolved(known.schema, known.root);
  const types = schema === undefined ? 'any' : typesOfSchema(schema, known.root);
  if (types === 'map' || (types === 'any' && isObject(known.fallback))) return shapeOfMap({ ...known, schema });
  return types === 'any' ? typesOfDefault(known.name, known.fallback) : types;
}

/** Resources of a container: charts hand them on whole, so that values may have what the default leaves out, such as limits. */
const REQUIREMENTS: ShapeOfMap = {
  claims: 'list',
  limits: { [OTHER_KEYS]: 'number|string' },
  requests: { [OTHER_KEYS]: 'number|string' },
};

function shapeOfMap({ name, schema, fallback, root }: Known): Shape {
  const properties = isObject(schema?.properties) ? schema.properties : {};
  const others = schema?.additionalProperties;
  const defaults = isObject(fallback) ? fallback : {};
  const names = new Set([...Object.keys(properties), ...(takesDefaults(schema) ? Object.keys(defaults) : [])]);
  const fields = [...names].map((key): [string, Shape] => [
    key,
    shapeOf({ name: key, fallback: defaults[key], schema: asSchema(properties[key]), root }),
  ]);
  if (schema === undefined && name === 'resources' && isPartOf(names, REQUIREMENTS)) return REQUIREMENTS;
  const rest = isObject(others) ? shapeOf({ name: '', fallback: undefined, schema: others, root }) : undefined;
  if (fields.length === 0) return rest === undefined || rest === 'any' ? 'map' : { [OTHER_KEYS]: rest };
  return { ...Object.fromEntries(fields), ...(rest === undefined ? {} : { [OTHER_KEYS]: rest }) };
}

function isPartOf(names: ReadonlySet<string>, shape: ShapeOfMap): boolean {
  return names.size > 0 && [...names].every((key) => Object.hasOwn(shape, key));
}

/** Whether a map has the keys of its defaults too: a schema that names none leaves them free, and one that is closed knows them all. */
function takesDefaults(schema: JsonObject | undefined): boolean {
  if (schema?.type === undefined) return true;
  return isObject(schema.properties) && schema.additionalProperties !== false;
}

function asSchema(json: Json | undefined): JsonObject | undefined {
  return isObject(json) ? json : undefined;
}

function resolved(schema: JsonObject | undefined, root: JsonObject): JsonObject | undefined {
  if (typeof schema?.$ref !== 'string') return schema;
  const steps = schema.$ref.replace(/^#\//, '').split('/');
  return asSchema(steps.reduce<Json | undefined>((inner, step) => (isObject(inner) ? inner[step] : undefined), root));
}

const JSON_TYPES: Readonly<Record<string, string>> = {
  object: 'map',
  array: 'list',
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
};

function typesOfSchema(schema: JsonObject, root: JsonObject): string {
  const { type, anyOf, oneOf } = schema;
  if (type === undefined && isList(schema.enum)) return joined(schema.enum.filter((one) => one !== null).map(typeOf));
  const choices = [anyOf, oneOf].find((choice) => choice !== undefined && isList(choice));
  if (type !== undefined) {
    const names = (isList(type) ? type : [type]).map(String).filter((name) => name !== 'null');
    return joined(names.map((name) => JSON_TYPES[name] ?? 'any'));
  }
  if (choices === undefined || !isList(choices)) return isObject(schema.properties) ? 'map' : 'any';
  return joined(
    choices.map((choice) => {
      const inner = resolved(asSchema(choice), root);
      return inner === undefined || inner.type === 'null' ? '' : typesOfSchema(inner, root);
    }),
  );
}

/** Types, each once; `any` swallows the others. */
function joined(types: readonly string[]): string {
  const names = [...new Set(types.flatMap((type) => type.split('|')))].filter((name) => name !== '').sort();
  return names.length === 0 || names.includes('any') ? 'any' : names.join('|');
}

/** A limit that is `false` is none: a number takes its place. */
const LIMIT = /[lL]imit$/;
/** Kubernetes takes a number or a text: a percentage, the name of a port, a quantity. */
const NUMBER_OR_TEXT = /^(cpu|memory|storage|maxSurge|maxUnavailable|minAvailable|port|targetPort)$/;

/** What has no default has the type of the field of Kubernetes whose name it has. */
const FIELDS_OF_KUBERNETES: Readonly<Record<string, string>> = {
  affinity: 'map',
  dnsConfig: 'map',
  dnsPolicy: 'string',
  enableServiceLinks: 'boolean',
  hostUsers: 'boolean',
  insecureSkipVerify: 'boolean',
  minReadySeconds: 'number',
  nodePort: 'number',
  nodeSelector: 'map',
  progressDeadlineSeconds: 'number',
  pullPolicy: 'string',
  pullSecrets: 'list',
  replicas: 'number',
  restartPolicy: 'string',
  revisionHistoryLimit: 'number',
  terminationGracePeriodSeconds: 'number',
  tolerations: 'list',
  topologySpreadConstraints: 'list',
};

function typesOfDefault(name: string, fallback: Json | undefined): string {
  if (fallback === undefined) return 'any';
  if (fallback === null && Object.hasOwn(FIELDS_OF_KUBERNETES, name)) return FIELDS_OF_KUBERNETES[name] ?? 'any';
  if ((typeof fallback === 'number' || typeof fallback === 'string') && NUMBER_OR_TEXT.test(name))
    return 'number|string';
  // An empty text stands for "not set".
  if (fallback === '' || (fallback === false && LIMIT.test(name))) return 'scalar';
  return fallback === null ? 'any' : typeOf(fallback);
}

/** Both shapes in one: the keys of either, and for a value that both have the types of either. */
export function union(a: Shape, b: Shape): Shape {
  if (a === 'map' && typeof b !== 'string') return b;
  if (b === 'map' && typeof a !== 'string') return a;
  if (typeof a === 'string' || typeof b === 'string') return joined([a, b].flatMap((one) => typesOrAny(one)));
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(
    names.map((name): [string, Shape] => {
      const [left, right] = [a[name], b[name]];
      if (left === undefined || right === undefined) return [name, left ?? right ?? 'any'];
      return [name, union(left, right)];
    }),
  );
}

function typesOrAny(shape: Shape): readonly string[] {
  const types = typesOf(shape);
  return types.length === 0 ? ['any'] : types;
}

/** A map with any other keys too. */
export function opened(shape: Shape | undefined): Shape {
  return shape === undefined || typeof shape === 'string' ? 'map' : { ...shape, [OTHER_KEYS]: 'any' };
}

/** The same of every map in it. */
export function openedThroughout(shape: Shape | undefined): Shape {
  if (shape === undefined || typeof shape === 'string') return shape ?? 'map';
  return opened(Object.fromEntries(Object.entries(shape).map(([key, inner]) => [key, openedThroughout(inner)])));
}

/** The shape with another one at a path; the maps on the way are made where they are not there. */
export function withShapeAt(
  shape: Shape,
  [step, ...rest]: readonly string[],
  change: (shape: Shape | undefined) => Shape,
): Shape {
  if (step === undefined) return change(shape);
  const fields = typeof shape === 'string' ? {} : shape;
  if (rest.length === 0) return { ...fields, [step]: change(fields[step]) };
  return { ...fields, [step]: withShapeAt(fields[step] ?? {}, rest, change) };
}
