/**
 * The Instrumentation of the OpenTelemetry operator, written by hand: the operator is not to be had as a Go module.
 * Fields of opentelemetry.io/v1alpha1 as of operator 0.158.0 that are of use for Python and Node.js.
 */
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { builtIn, METADATA } from './custom-resources.ts';
import { ofKind, schemaPath } from './json-schema.ts';
import { BOOLEAN, list, mapOf, object, oneOfWords, STRING } from './shapes.ts';

const API_VERSION = 'opentelemetry.io/v1alpha1';
const KIND = 'Instrumentation';

const core = (name: string): JsonObject => builtIn(`io.k8s.api.core.v1.${name}`);

const ENV = list(core('EnvVar'));

const LANGUAGE = object({
  env: ENV,
  image: STRING,
  resourceRequirements: core('ResourceRequirements'),
  volumeClaimTemplate: core('PersistentVolumeClaimTemplate'),
  volumeLimitSize: STRING,
});

const SPEC = object({
  defaults: object({ useLabelsForResourceAttributes: BOOLEAN }),
  env: ENV,
  exporter: object({
    endpoint: STRING,
    tls: object({
      ca_file: STRING,
      cert_file: STRING,
      configMapName: STRING,
      key_file: STRING,
      secretName: STRING,
    }),
  }),
  imagePullPolicy: STRING,
  initContainerSecurityContext: core('SecurityContext'),
  nodejs: LANGUAGE,
  propagators: list(oneOfWords('tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'xray', 'ottrace', 'none')),
  python: LANGUAGE,
  resource: object({ addK8sUIDAttributes: BOOLEAN, resourceAttributes: mapOf(STRING) }),
  sampler: object({
    argument: STRING,
    type: oneOfWords(
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
      'jaeger_remote',
      'xray',
    ),
  }),
});

/** Files by path below the folder of custom resources. */
export function opentelemetrySchemas(): Map<string, Json> {
  const schema = ofKind(object({ spec: SPEC }, ['metadata', 'spec']), API_VERSION, KIND, METADATA);
  return new Map([[schemaPath(API_VERSION, KIND), schema]]);
}
