/** The Services of a cluster as `verify` meets them, with what answers behind them: a stub of each program, over real HTTP. */
import { createServer, type IncomingMessage } from 'node:http';
import { isObject, type JsonObject } from '../../generator/data/json.ts';
import { DASHBOARD_NAMES } from '../../generator/telemetry/dashboard-names.ts';
import type { Address } from '../live/forwarded-ports.ts';
import { listening } from '../moves/forge-server.ts';

export const KEYS = { publicKey: 'pk-lf-planted', secretKey: 'sk-lf-planted-secret' } as const;
export const GRAFANA_TOKEN = 'glsa_planted-token-of-grafana';

const NAMESPACE = 'lang-observatory';

interface Part {
  readonly service: string;
  readonly port: number;
  /** As the Service says it. */
  readonly target: number | string;
  readonly containerPort: number;
}

/** As the charts make them. */
const PARTS = {
  collector: { service: 'otel-gateway', port: 4318, target: 4318, containerPort: 4318 },
  langfuse: { service: 'langfuse-web', port: 3000, target: 'http', containerPort: 3000 },
  prometheus: { service: 'kps-prometheus', port: 9090, target: 9090, containerPort: 9090 },
  grafana: { service: 'grafana', port: 80, target: 'grafana', containerPort: 3000 },
} as const satisfies Readonly<Record<string, Part>>;

export type PartName = keyof typeof PARTS;

/** The Service and its pods: one that is ready, and one that is not. */
export function objectsOf(names: readonly PartName[]): readonly JsonObject[] {
  return names.flatMap((name) => {
    const { service, port, target, containerPort }: Part = PARTS[name];
    const labels = { app: service };
    const pod = (suffix: string, ready: 'True' | 'False'): JsonObject => ({
      kind: 'Pod',
      metadata: { name: `${service}-${suffix}`, namespace: NAMESPACE, labels },
      spec: {
        containers: [
          { name: 'main', ports: [{ ...(typeof target === 'string' ? { name: target } : {}), containerPort }] },
        ],
      },
      status: { conditions: [{ type: 'Ready', status: ready }] },
    });
    return [
      {
        kind: 'Service',
        metadata: { name: service, namespace: NAMESPACE },
        spec: { selector: labels, ports: [{ port, targetPort: target }] },
      },
      pod('1', 'False'),
      pod('0', 'True'),
    ];
  });
}

/** What the programs do; a test changes it. */
export interface Behaviour {
  /** Of the collector. */
  accepts: number;
  /** Whether what the collector takes arrives. */
  forwards: boolean;
  /** Of Langfuse. */
  langfuse: number;
  /** By the text of a query that is asked; a number is the value of one series. */
  answers: (query: string) => readonly number[] | string;
  dashboards: readonly string[];
}

export interface Stack {
  readonly behaviour: Behaviour;
  /** By `pod:port`. */
  readonly ports: Readonly<Record<string, Address>>;
  /** What the programs were asked for, with bodies. */
  readonly requests: { readonly path: string; readonly body: string }[];
}

export async function startStack(): Promise<Stack> {
  const traces = new Set<string>();
  const values = new Set<number>();
  const requests: Stack['requests'] = [];
  const behaviour: Behaviour = {
    accepts: 200,
    forwards: true,
    langfuse: 200,
    answers: (query) => (/backup_age_limit:seconds\)$/.test(query) ? [129_600] : []),
    dashboards: DASHBOARD_NAMES,
  };
  const programs: Readonly<Record<PartName, (request: IncomingMessage, body: string) => Answer>> = {
    collector: ({ url }, body) => {
      const sent: unknown = JSON.parse(body);
      if (behaviour.accepts !== 200) return [behaviour.accepts, { message: `no, says ${KEYS.secretKey}` }];
      if (behaviour.forwards && isObject(sent)) {
        for (const id of found(sent, 'traceId')) traces.add(String(id));
        for (const value of found(sent, 'asDouble')) values.add(Number(value));
      }
      return [url === '/v1/traces' || url === '/v1/metrics' ? 200 : 404, {}];
    },
    langfuse: ({ url = '', headers }) => {
      const { pathname, searchParams } = new URL(url, 'http://langfuse');
      const known = `Basic ${Buffer.from(`${KEYS.publicKey}:${KEYS.secretKey}`).toString('base64')}`;
      if (headers.authorization !== known) return [401, { message: 'Invalid credentials' }];
      if (pathname !== '/api/public/v2/observations') return [404, { message: 'no such API' }];
      const traceId = searchParams.get('traceId') ?? '';
      return [behaviour.langfuse, { data: traces.has(traceId) ? [{ id: '1', traceId }] : [], meta: {} }];
    },
    prometheus: ({ url = '' }) => {
      const query = new URL(url, 'http://prometheus').searchParams.get('query') ?? '';
      const [, value] = /^observatory_verification\{job="lang-observatory-verify"\} == (\d+)$/.exec(query) ?? [];
      const answer = value === undefined ? behaviour.answers(query) : values.has(Number(value)) ? [Number(value)] : [];
      if (typeof answer === 'string') return [400, { status: 'error', error: answer }];
      const result = answer.map((one) => ({ metric: {}, value: [0, String(one)] }));
      return [200, { status: 'success', data: { resultType: 'vector', result } }];
    },
    grafana: ({ url = '', headers }) => {
      if (headers.authorization !== `Bearer ${GRAFANA_TOKEN}`) return [401, { message: 'Unauthorized' }];
      const [, uid = ''] = /^\/api\/dashboards\/uid\/([\w-]+)$/.exec(url) ?? [];
      return behaviour.dashboards.includes(uid) ? [200, { dashboard: { uid } }] : [404, { message: 'not found' }];
    },
  };
  const ports: [string, Address][] = [];
  for (const name of Object.keys(PARTS) as PartName[]) {
    const { service, containerPort } = PARTS[name];
    const address = await serve((request, body) => {
      requests.push({ path: `${service}${request.url}`, body });
      return programs[name](request, body);
    });
    ports.push([`${service}-0:${containerPort}`, address]);
  }
  return { behaviour, ports: Object.fromEntries(ports), requests };
}

type Answer = readonly [status: number, body: JsonObject];

async function serve(answer: (request: IncomingMessage, body: string) => Answer): Promise<Address> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const [status, body] = answer(request, Buffer.concat(parts).toString());
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  const { hostname, port } = new URL(await listening(server));
  return { host: hostname, port: Number(port) };
}

/** Every value of this key, however deep. */
function found(value: unknown, key: string): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((one) => found(one, key));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, one]) => (name === key ? [one] : found(one, key)));
}
