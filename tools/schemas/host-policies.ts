/**
 * Policies of network plugins that name hosts, written by hand: of each the fields that are used here.
 * Fields of cilium.io/v2 as of Cilium 1.18, and of projectcalico.org/v3 as of Calico Enterprise 3.22.
 */
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { METADATA } from './custom-resources.ts';
import { ofKind, schemaPath } from './json-schema.ts';
import { INTEGER, list, mapOf, object, oneOfWords, STRING } from './shapes.ts';

const NAME: JsonObject = { type: 'string', maxLength: 255, pattern: '^([-a-zA-Z0-9_]+[.]?)+$' };
const PATTERN: JsonObject = {
  type: 'string',
  maxLength: 255,
  pattern: '^(([-a-zA-Z0-9_*]|[.][-a-zA-Z0-9_*])+[.]?|[*])$',
};

const SELECTOR = object({ matchLabels: mapOf(STRING) });

const CILIUM_PORTS = list(
  object({
    ports: list(object({ port: STRING, protocol: oneOfWords('TCP', 'UDP', 'SCTP', 'ANY') }, ['port'])),
    rules: object({ dns: list(object({ matchName: NAME, matchPattern: PATTERN })) }),
  }),
);

const CILIUM = object(
  {
    endpointSelector: SELECTOR,
    egress: list(
      object({
        toEndpoints: list(SELECTOR),
        toCIDR: list(STRING),
        toFQDNs: list(object({ matchName: NAME, matchPattern: PATTERN })),
        toPorts: CILIUM_PORTS,
      }),
    ),
  },
  ['endpointSelector'],
);

const CALICO = object({
  tier: STRING,
  order: { type: 'number' },
  selector: STRING,
  types: list(oneOfWords('Ingress', 'Egress')),
  egress: list(
    object(
      {
        action: oneOfWords('Allow'),
        protocol: oneOfWords('TCP', 'UDP'),
        destination: object({ domains: list(STRING), ports: list({ ...INTEGER, minimum: 1, maximum: 65535 }) }),
      },
      ['action'],
    ),
  ),
});

const KINDS = [
  { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', spec: CILIUM },
  { apiVersion: 'projectcalico.org/v3', kind: 'NetworkPolicy', spec: CALICO },
] as const;

/** Files by path below the folder of custom resources. */
export function hostPolicySchemas(): Map<string, Json> {
  return new Map(
    KINDS.map(({ apiVersion, kind, spec }) => [
      schemaPath(apiVersion, kind),
      ofKind(object({ spec }, ['metadata', 'spec']), apiVersion, kind, METADATA),
    ]),
  );
}
