/** Random valid settings of a component, from the zod schema that judges them: a new component is covered without a line here. */
import fc, { type Arbitrary } from 'fast-check';
import * as z from 'zod';
import { slos } from '../../generator/components/alerting/slos.ts';
import { destinations } from '../../generator/components/egress.ts';
import { bounds } from '../../generator/components/evaluations/settings.ts';
import { certificate } from '../../generator/components/gateway/settings.ts';
import { nodeSelector, pricePerHour, selector } from '../../generator/components/gpu/settings.ts';
import { ownSources } from '../../generator/components/grafana/own-source-settings.ts';
import { dns01 } from '../../generator/components/issuers/dns01.ts';
import { projects } from '../../generator/components/langfuse/settings.ts';
import { gateways } from '../../generator/components/llm-gateways/settings.ts';
import { servers } from '../../generator/components/model-serving/settings.ts';
import { alertLabel, timeOfDay } from '../../generator/components/notifications/settings.ts';
import { goDuration } from '../../generator/components/otel-collector/go-duration.ts';
import { sendTo } from '../../generator/components/otel-collector/send-to-settings.ts';
import { outside } from '../../generator/components/otel-gateway/outside-settings.ts';
import { decisionWait } from '../../generator/components/otel-sampler/settings.ts';
import { remoteWrite } from '../../generator/components/prometheus/remote-write-settings.ts';
import { auth } from '../../generator/components/sign-on/settings.ts';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { calendarPeriod } from '../../generator/fleet/schema/calendar-period.ts';
import { cron } from '../../generator/fleet/schema/cron.ts';
import { moment } from '../../generator/fleet/schema/moment.ts';
import * as quantities from '../../generator/fleet/schema/quantities.ts';
import { timeZone } from '../../generator/fleet/schema/time-zone.ts';
import type { Component } from '../../generator/stack/component.ts';

const WORKSPACE = 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1';
const ROLE = 'arn:aws:iam::123456789012:role/metrics';

/** Notations that a schema checks by a function, which nothing can be generated from. */
const NOTATIONS: ReadonlyMap<unknown, Arbitrary<Json>> = new Map<unknown, Arbitrary<Json>>([
  [quantities.bytes, fc.constantFrom('512Mi', '4Gi', '20Gi', '1Ti')],
  [
    quantities.resources,
    // Below and above what any size says, because a request must not exceed its limit, whichever levels they are said at.
    optionalFields({
      requests: optionalFields({ cpu: fc.constantFrom('5m', '0.005'), memory: fc.constant('8Mi') }),
      limits: optionalFields({ cpu: fc.constantFrom('8', '8500m'), memory: fc.constantFrom('64Gi', '1Ti') }),
    }),
  ],
  [quantities.duration, fc.constantFrom('0s', '30s', '12h', '15d', '1h30m')],
  [quantities.period, fc.constantFrom('30s', '12h', '15d', '1h30m')],
  // One must be longer than the other, whichever levels they are said at.
  [goDuration, fc.constantFrom('20s', '1m')],
  [decisionWait, fc.constantFrom('90s', '1h30m')],
  [quantities.domain, fc.constantFrom('obs.example.com', 'a.b', 'llm.acme.io')],
  [quantities.cidr, fc.constantFrom('10.0.0.0/8', '192.168.0.0/16')],
  [cron, fc.constantFrom('0 3 * * *', '30 2 * * sun')],
  [calendarPeriod, fc.constantFrom('30d', '8w')],
  [moment, fc.constantFrom('2026-08-01T10:00:00Z', '2026-08-01T12:00:00+02:00')],
  [timeOfDay, fc.constantFrom('00:00', '07:30', '22:00')],
  [timeZone, fc.constantFrom('UTC', 'Europe/Berlin')],
  [
    remoteWrite,
    fc.constantFrom<Json>(
      [],
      [
        { name: 'a', url: 'https://a.example.com/write', signIn: { kind: 'basic' }, keep: 'slo:.*' },
        { name: 'c', url: `${WORKSPACE}/api/v1/remote_write`, signIn: { kind: 'sigv4', roleArn: ROLE } },
      ],
      [{ name: 'b', url: 'http://b.example.com:9009/push', headers: { 'X-Scope-OrgID': 'a' } }],
    ),
  ],
  [
    sendTo,
    fc.constantFrom<Json>(
      [],
      [{ name: 'a', endpoint: 'https://a.example.com/otlp', signals: ['traces'], headers: { 'X-Scope-OrgID': 'a' } }],
      [
        { name: 'b', endpoint: 'http://b.example.com:4317', protocol: 'grpc', secretHeaders: ['api-key'] },
        { name: 'a', endpoint: 'https://c.example.com', secretHeaders: ['Authorization'], secretName: 'c' },
      ],
    ),
  ],
  [
    // Whatever is said above and below, it makes one that goes.
    auth,
    fc.constantFrom<Json>(
      {},
      {
        oidc: {
          issuer: 'https://login.acme.io/realms/acme',
          clientId: 'a',
          secretName: 'a',
          scopes: ['openid', 'email', 'groups'],
          groupsClaim: 'groups',
          roles: { admin: ['platform'] },
        },
        passwords: true,
      },
      {
        oidc: {
          issuer: 'https://acme.okta.com',
          clientId: 'b',
          secretName: 'b',
          groupsClaim: 'groups',
          roles: { editor: ['developers'], viewer: ['all'] },
          linkAccounts: false,
        },
      },
    ),
  ],
  // As with `auth`.
  [certificate, fc.constantFrom<Json>({}, { from: 'secret', secretName: 'a' }, { from: 'secret', secretName: 'b' })],
  [dns01, fc.constantFrom<Json>({ cloudflare: {} }, { cloudflare: { secretName: 'a' } })],
  [
    ownSources,
    fc.constantFrom<Json>(
      [],
      [{ name: 'traces', type: 'tempo', url: 'https://tempo.acme.io', secretHeaders: ['Authorization'] }],
      [
        { name: 'lines', title: 'Lines', type: 'loki', url: 'http://loki.loki.svc:3100', options: { maxLines: 500 } },
        { name: 'traces', type: 'jaeger', url: 'https://10.1.2.3:16686', headers: { 'X-Scope-OrgID': '$a' } },
        { name: 'central', type: 'prometheus', url: WORKSPACE, signIn: { kind: 'sigv4', roleArn: ROLE } },
      ],
    ),
  ],
  [outside, fc.constantFrom<Json>([], [{ name: 'checkout' }], [{ name: 'billing' }, { name: 'checkout' }])],
  [
    projects,
    fc.constantFrom<Json>(
      [],
      [{ name: 'search', namespaces: ['search'] }],
      [
        { name: 'support', title: 'Support', organization: 'care', namespaces: ['support', 'chat'] },
        { name: 'search', namespaces: ['retrieval'] },
      ],
    ),
  ],
  [
    servers,
    fc.constantFrom<Json>(
      [],
      [{ engine: 'vllm', namespaces: ['models'], selector: { app: 'llama' } }],
      [
        { engine: 'vllm', namespaces: ['models', 'research'], selector: { app: 'qwen' }, port: 9000 },
        { engine: 'vllm', namespaces: ['models'], selector: { app: 'llama' } },
        { engine: 'tgi', namespaces: ['models'], selector: { 'acme.io/role': 'tgi' } },
      ],
    ),
  ],
  [
    gateways,
    fc.constantFrom<Json>(
      [],
      [{ engine: 'litellm', namespaces: ['gateways'], selector: { app: 'litellm' }, signIn: { kind: 'bearer' } }],
      [
        { engine: 'kong', namespaces: ['kong', 'edge'], selector: { app: 'kong' }, port: 9542 },
        {
          engine: 'litellm',
          namespaces: ['gateways'],
          selector: { app: 'litellm' },
          signIn: { kind: 'basic', secretName: 'litellm-metrics' },
        },
        { engine: 'litellm', namespaces: ['research'], selector: { app: 'litellm' }, signIn: { kind: 'bearer' } },
      ],
    ),
  ],
  [nodeSelector, fc.constantFrom<Json>({ gpu: 'yes' }, { 'nvidia.com/gpu.present': 'true', zone: 'a' })],
  [selector, fc.constantFrom<Json>({ app: 'dcgm' }, { 'app.kubernetes.io/name': 'dcgm-exporter' })],
  [
    bounds,
    fc.constantFrom<Json>(
      [],
      [{ score: 'helpfulness', min: 0.7 }],
      [
        { score: 'a "b" c\\d', min: -1, max: 1 },
        { score: 'toxicity', max: 0.1 },
      ],
    ),
  ],
  [
    destinations,
    fc.constantFrom<Json>(
      [],
      [{ to: 'pods', namespaces: ['models'], selector: { app: 'litellm' }, ports: [4000] }],
      [
        { to: 'addresses', cidr: '10.20.0.0/16', ports: [587, 636] },
        { to: 'pods', namespaces: ['models', 'research'], ports: [8000] },
      ],
    ),
  ],
  [pricePerHour, fc.constantFrom<Json>(2.5, { 'NVIDIA H100 80GB HBM3': 2.5 }, { 'NVIDIA L4': 0.4, 'A "B"': 1 })],
  [alertLabel, fc.constantFrom('team', 'severity')],
  [
    slos,
    fc.constantFrom<Json>([], [{ name: 'llm-success', objective: 98 }], [{ name: 'llm-latency', enabled: false }]),
  ],
]);

/** Values of a notation; undefined for a schema whose form says what it takes. */
export function notationOf(schema: unknown): Arbitrary<Json> | undefined {
  const known = NOTATIONS.get(schema);
  if (known !== undefined || !(schema instanceof z.ZodType)) return known;
  // With a description or an example of its own it is a copy, which knows what it was made from.
  const { parent } = schema._zod;
  return parent === undefined ? undefined : notationOf(parent);
}

/** Whether clusters share the level. */
export type Whose = 'shared' | 'cluster';

/**
 * Some of a component's own settings; `external` never, because it belongs to a mode of its own.
 * A component that is there only for those who ask is asked for or not, and never left open.
 */
export function arbitrarySettings(component: Component, whose: Whose): Arbitrary<JsonObject> {
  const elsewhere = ['external', ...(whose === 'shared' ? (component.clusterOnly ?? []) : [])];
  const own = partial(
    Object.fromEntries(Object.entries(component.settings.shape).filter(([key]) => !elsewhere.includes(key))),
  );
  if (component.modes[0] !== 'disabled') return own;
  const mode = fc.constantFrom(...component.modes.filter((one) => one !== 'external')).map((one) => ({ mode: one }));
  return fc.tuple(own, mode).map(([settings, asked]) => ({ ...settings, ...asked }));
}

function partial(shape: Readonly<Record<string, unknown>>): Arbitrary<JsonObject> {
  return optionalFields(Object.fromEntries(Object.entries(shape).map(([name, schema]) => [name, arbitrary(schema)])));
}

/** A map with some of the fields. One that is left out is absent, which the type of fc.record does not say. */
export function optionalFields(fields: Readonly<Record<string, Arbitrary<Json>>>): Arbitrary<JsonObject> {
  return fc
    .record(fields, { requiredKeys: [] })
    .map((record) =>
      Object.fromEntries(
        Object.entries(record).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
    );
}

/** What a schema accepts. */
export function arbitrary(schema: unknown): Arbitrary<Json> {
  const notation = notationOf(schema);
  if (notation !== undefined) return notation;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return arbitrary(schema.unwrap());
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options.map(String));
  if (schema instanceof z.ZodLiteral)
    return fc.constantFrom(...schema.values).map((value): Json => (typeof value === 'number' ? value : String(value)));
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNumber)
    return fc.integer({ min: bound(schema.minValue, 0), max: Math.min(bound(schema.maxValue, 20), 40) });
  if (schema instanceof z.ZodObject) return isRange(schema) ? RANGE : whole(schema);
  if (schema instanceof z.ZodArray) return fc.array(arbitrary(schema.element), { maxLength: 2 });
  if (schema instanceof z.ZodRecord)
    return fc.dictionary(fc.constantFrom(...keysOf(schema)), arbitrary(schema.valueType));
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map(arbitrary));
  return arbitraryText(schema);
}

function arbitraryText(schema: unknown): Arbitrary<string> {
  if (schema instanceof z.ZodURL) return fc.constantFrom('https://a.example.com', 'https://b.example.com/path');
  if (schema instanceof z.ZodEmail) return fc.constantFrom('a@example.com', 'b@example.com');
  if (schema instanceof z.ZodString) return text(schema);
  throw new Error(`nothing can be generated for ${JSON.stringify(schema)}`);
}

function keysOf({ keyType }: z.ZodRecord): readonly string[] {
  return ['example.com/a', 'example.com/b', 'c'].filter(
    (key) => keyType instanceof z.ZodType && keyType.safeParse(key).success,
  );
}

/** Whoever says how a part is to be says that it is to be there: a size may leave it out. */
function asked(value: JsonObject): JsonObject {
  return Object.keys(value).length === 0 ? value : { enabled: true, ...value };
}

function isRange({ shape }: z.ZodObject): boolean {
  return 'min' in shape && 'max' in shape;
}

/** Below and above what any size says, because neither bound may pass the other, whichever levels they are said at. */
const RANGE = optionalFields({ min: fc.constant(1), max: fc.integer({ min: 12, max: 20 }) });

/** Among them those that YAML could take for something else, and names that only a cloud has. */
const WORDS = [
  ...['alpha', 'beta-2', 'yes', '123456', '1.30', 'Issuer'],
  ...[
    'arn:aws:iam::123456789012:role/a',
    'bucket@acme-prod.iam.gserviceaccount.com',
    '5b0c2f0e-6a0f-4f0a-8d1b-6f6f5f1d2c3b',
  ],
];

/** Words that every check of a string accepts. */
function text(schema: z.ZodString): Arbitrary<string> {
  const words = WORDS.filter((word) => schema.safeParse(word).success);
  if (words.length === 0) throw new Error('no word fits the schema of a string');
  return fc.constantFrom(...words);
}

function whole(schema: z.ZodObject): Arbitrary<JsonObject> {
  return partial(schema.shape)
    .map((value) => ('enabled' in schema.shape ? asked(value) : value))
    .filter((value) => schema.safeParse(value).success);
}

function bound(value: number | null, otherwise: number): number {
  return value === null || !Number.isSafeInteger(value) ? otherwise : value;
}
