/**
 * The one policy of NGINX Gateway Fabric that is used here, written by hand.
 * Fields of gateway.nginx.org/v1alpha1 as of NGINX Gateway Fabric 2.6.7.
 */
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { METADATA } from './custom-resources.ts';
import { ofKind, schemaPath } from './json-schema.ts';
import { INTEGER, object, oneOfWords } from './shapes.ts';

const API_VERSION = 'gateway.nginx.org/v1alpha1';
const KIND = 'ClientSettingsPolicy';

const TIME: JsonObject = { type: 'string', pattern: '^[0-9]{1,4}(ms|s|m|h)?$' };

const SPEC = object(
  {
    body: object({ maxSize: { type: 'string', pattern: '^\\d{1,4}(k|m|g)?$' }, timeout: TIME }),
    keepAlive: object({
      minTimeout: TIME,
      requests: { ...INTEGER, minimum: 0 },
      time: TIME,
      timeout: object({ header: TIME, server: TIME }),
    }),
    targetRef: object(
      {
        group: oneOfWords('gateway.networking.k8s.io'),
        kind: oneOfWords('Gateway', 'HTTPRoute', 'GRPCRoute'),
        name: { type: 'string', minLength: 1, maxLength: 253 },
      },
      ['group', 'kind', 'name'],
    ),
  },
  ['targetRef'],
);

/** Files by path below the folder of custom resources. */
export function nginxGatewaySchemas(): Map<string, Json> {
  const schema = ofKind(object({ spec: SPEC }, ['metadata', 'spec']), API_VERSION, KIND, METADATA);
  return new Map([[schemaPath(API_VERSION, KIND), schema]]);
}
