/**
 * The health checks of Google's load balancers behind a Gateway, written by hand: GKE installs the definition itself.
 * Fields of networking.gke.io/v1 that HTTP checks have.
 */
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { METADATA } from './custom-resources.ts';
import { ofKind, schemaPath } from './json-schema.ts';
import { BOOLEAN, INTEGER, object, oneOfWords, STRING } from './shapes.ts';

const API_VERSION = 'networking.gke.io/v1';
const KIND = 'HealthCheckPolicy';

const SECONDS: JsonObject = { ...INTEGER, minimum: 1, maximum: 300 };
const TIMES: JsonObject = { ...INTEGER, minimum: 1, maximum: 10 };

const HTTP = object({
  host: STRING,
  port: { ...INTEGER, minimum: 1, maximum: 65535 },
  portName: STRING,
  portSpecification: oneOfWords('USE_FIXED_PORT', 'USE_NAMED_PORT', 'USE_SERVING_PORT'),
  proxyHeader: oneOfWords('NONE', 'PROXY_V1'),
  requestPath: { type: 'string', pattern: '^/' },
  response: STRING,
});

const SPEC = object(
  {
    default: object({
      checkIntervalSec: SECONDS,
      timeoutSec: SECONDS,
      healthyThreshold: TIMES,
      unhealthyThreshold: TIMES,
      logConfig: object({ enabled: BOOLEAN }),
      config: object({ type: oneOfWords('HTTP'), httpHealthCheck: HTTP }, ['type']),
    }),
    targetRef: object(
      { group: STRING, kind: oneOfWords('Service', 'ServiceImport'), name: STRING, namespace: STRING },
      ['group', 'kind', 'name'],
    ),
  },
  ['targetRef'],
);

/** Files by path below the folder of custom resources. */
export function gkeHealthCheckSchemas(): Map<string, Json> {
  const schema = ofKind(object({ spec: SPEC }, ['metadata', 'spec']), API_VERSION, KIND, METADATA);
  return new Map([[schemaPath(API_VERSION, KIND), schema]]);
}
