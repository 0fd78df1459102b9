/**
 * The file kustomization.yaml, written by hand: it is no Kubernetes object and has no published schema.
 * Left out on purpose: deprecated fields, which a build only warns about, and what runs programs or fetches charts
 * (generators, transformers, validators, helmCharts), which neither engine allows by default.
 */
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { METADATA } from './custom-resources.ts';
import { ofKind, schemaPath } from './json-schema.ts';
import { BOOLEAN, INTEGER, list, mapOf, object, oneOfWords, STRING } from './shapes.ts';

const STRINGS = list(STRING);
const TEXT_MAP = mapOf(STRING);

/** Every field is a regular expression, anchored at both ends. */
const SELECTOR_FIELDS = {
  group: STRING,
  version: STRING,
  kind: STRING,
  name: STRING,
  namespace: STRING,
};
const SELECTOR = object({ ...SELECTOR_FIELDS, labelSelector: STRING, annotationSelector: STRING });

const GENERATOR_OPTIONS = object({
  annotations: TEXT_MAP,
  disableNameSuffixHash: BOOLEAN,
  immutable: BOOLEAN,
  labels: TEXT_MAP,
});

const GENERATED_MAP = {
  name: STRING,
  namespace: STRING,
  behavior: oneOfWords('create', 'replace', 'merge'),
  files: STRINGS,
  literals: STRINGS,
  envs: STRINGS,
  options: GENERATOR_OPTIONS,
};

const FIELD_OPTIONS = object({ delimiter: STRING, index: INTEGER, encoding: STRING, create: BOOLEAN });

const PATCH: JsonObject = {
  ...object({
    path: STRING,
    patch: STRING,
    target: SELECTOR,
    options: object({ allowNameChange: BOOLEAN, allowKindChange: BOOLEAN }),
  }),
  // Kustomize wants exactly one of the two.
  oneOf: [{ required: ['path'] }, { required: ['patch'] }],
};

const REPLACEMENT = object({
  path: STRING,
  source: object({ ...SELECTOR_FIELDS, fieldPath: STRING, options: FIELD_OPTIONS }),
  sourceValue: STRING,
  targets: list(
    object({ select: SELECTOR, reject: list(SELECTOR), fieldPaths: STRINGS, options: FIELD_OPTIONS }, ['select']),
  ),
});

const LABELS = object({
  pairs: TEXT_MAP,
  includeSelectors: BOOLEAN,
  includeTemplates: BOOLEAN,
  fields: list(object({ path: STRING, group: STRING, version: STRING, kind: STRING, create: BOOLEAN }, ['path'])),
});

const FIELDS = object({
  resources: STRINGS,
  components: STRINGS,
  crds: STRINGS,
  configurations: STRINGS,
  openapi: object({ path: STRING }),
  namespace: STRING,
  namePrefix: STRING,
  nameSuffix: STRING,
  labels: list(LABELS),
  commonAnnotations: TEXT_MAP,
  images: list(object({ name: STRING, newName: STRING, newTag: STRING, digest: STRING, tagSuffix: STRING }, ['name'])),
  replicas: list(object({ name: STRING, count: INTEGER }, ['name', 'count'])),
  patches: list(PATCH),
  replacements: list(REPLACEMENT),
  configMapGenerator: list(object(GENERATED_MAP, ['name'])),
  secretGenerator: list(object({ ...GENERATED_MAP, type: STRING }, ['name'])),
  generatorOptions: GENERATOR_OPTIONS,
  buildMetadata: list(oneOfWords('managedByLabel', 'originAnnotations', 'transformerAnnotations')),
  sortOptions: object({
    order: oneOfWords('legacy', 'fifo'),
    legacySortOptions: object({ orderFirst: STRINGS, orderLast: STRINGS }),
  }),
});

const KINDS = [
  ['kustomize.config.k8s.io/v1beta1', 'Kustomization'],
  ['kustomize.config.k8s.io/v1alpha1', 'Component'],
] as const;

/** Files by path below the folder of custom resources. */
export function kustomizationSchemas(): Map<string, Json> {
  return new Map(
    KINDS.map(([apiVersion, kind]): [string, Json] => [
      schemaPath(apiVersion, kind),
      ofKind(FIELDS, apiVersion, kind, METADATA),
    ]),
  );
}
