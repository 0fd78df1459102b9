/**
 * Policies of Google's load balancers behind a Gateway, written by hand: GKE installs the definitions itself.
 * Fields of networking.gke.io/v1, of health checks those that HTTP has.
 */
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { METADATA } from './custom-resources.ts';
import { ofKind, schemaPath } from './json-schema.ts';
import { BOOLEAN, INTEGER, object, oneOfWords, STRING } from './shapes.ts';

const API_VERSION = 'networking.gke.io/v1';

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

const TARGET = object(
  { group: STRING, kind: oneOfWords('Service', 'ServiceImport'), name: STRING, namespace: STRING },
  ['group', 'kind', 'name'],
);

const HEALTH_CHECK = object(
  {
    default: object({
      checkIntervalSec: SECONDS,
      timeoutSec: SECONDS,
      healthyThreshold: TIMES,
      unhealthyThreshold: TIMES,
      logConfig: object({ enabled: BOOLEAN }),
      config: object({ type: oneOfWords('HTTP'), httpHealthCheck: HTTP }, ['type']),
    }),
    targetRef: TARGET,
  },
  ['targetRef'],
);

const BACKEND = object(
  {
    default: object({
      timeoutSec: { ...INTEGER, minimum: 1, maximum: 2147483647 },
      securityPolicy: STRING,
      maxRatePerEndpoint: INTEGER,
      logging: object({ enabled: BOOLEAN, sampleRate: INTEGER }),
      connectionDraining: object({ drainingTimeoutSec: { ...INTEGER, minimum: 0, maximum: 3600 } }),
      sessionAffinity: object({ type: STRING, cookieTtlSec: INTEGER }),
      iap: object({ enabled: BOOLEAN, clientID: STRING, oauth2ClientSecret: object({ name: STRING }) }),
    }),
    targetRef: TARGET,
  },
  ['targetRef'],
);

const SPECS = { HealthCheckPolicy: HEALTH_CHECK, GCPBackendPolicy: BACKEND } as const;

/** Files by path below the folder of custom resources. */
export function gkeGatewaySchemas(): Map<string, Json> {
  return new Map(
    Object.entries(SPECS).map(([kind, spec]) => [
      schemaPath(API_VERSION, kind),
      ofKind(object({ spec }, ['metadata', 'spec']), API_VERSION, kind, METADATA),
    ]),
  );
}
