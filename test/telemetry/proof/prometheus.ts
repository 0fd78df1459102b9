/** The real Prometheus, with the flags, rules and labels that the operator would derive from our values and manifests. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { emitYaml } from '../../../generator/data/yaml.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { answers, type Server, startServer } from './server.ts';

const PORT = 9090;

/** The interval of scrapes and rules here; in a cluster it is 30 s. A run must see several. */
const INTERVAL_SECONDS = 2;

const relabeling = z.record(z.string(), z.json());

const values = z.looseObject({
  prometheus: z.looseObject({
    prometheusSpec: z.looseObject({
      enableRemoteWriteReceiver: z.boolean(),
      enableOTLPReceiver: z.boolean(),
      tsdb: z.looseObject({ outOfOrderTimeWindow: z.string() }),
      nameEscapingScheme: z.enum(['Underscores']),
      externalLabels: z.record(z.string(), z.string()),
      scrapeClasses: z
        .array(z.looseObject({ default: z.boolean().optional(), relabelings: z.array(relabeling).default([]) }))
        .default([]),
    }),
  }),
});

const ruleManifest = z.looseObject({ spec: z.object({ groups: z.array(z.record(z.string(), z.json())) }) });

/** A target as a monitor would find it. */
export interface Target {
  /** `job`, `namespace`, `pod`, `service`, `container`, `endpoint`: what the operator puts on it. */
  readonly labels: Readonly<Record<string, string>>;
  readonly address: string;
  readonly path?: string;
  readonly parameters?: Readonly<Record<string, readonly string[]>>;
  /** Takes the place of the address in the label `instance`, as for a probe. */
  readonly instance?: string;
  /** As the endpoint of a monitor has them. */
  readonly metricRelabelings?: readonly JsonObject[];
  /** Of the Secret that the monitor names. */
  readonly token?: string;
}

const sample = z.tuple([z.number(), z.string()]);

/** Prometheus writes `+Inf` and `-Inf`. */
function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}

const response = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.enum(['vector', 'scalar', 'matrix', 'string']),
    result: z.union([
      sample.transform(([, value]) => [{ metric: {}, value: numberOf(value) }]),
      z.array(
        z
          .object({ metric: z.record(z.string(), z.string()), value: sample })
          .transform(({ metric, value }) => ({ metric, value: numberOf(value[1]) })),
      ),
    ]),
  }),
});

export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Prometheus extends Server {
  readonly url: string;
  /** The answer to an instant query; throws with Prometheus' own words when it is not understood. */
  query(expression: string): Promise<readonly Series[]>;
  /** The labels of every series that there was since the start. */
  series(): Promise<readonly Series['metric'][]>;
  /** Type of every metric that its targets declare, by family name. */
  types(): Promise<ReadonlyMap<string, string>>;
}

interface Start {
  readonly folder: string;
  readonly host: string;
  /** Merged values of the chart. */
  readonly values: JsonObject;
  /** Of the whole cluster: its rules are among them. */
  readonly manifests: readonly JsonObject[];
  readonly targets: readonly Target[];
  /** Host and port. */
  readonly alertmanager: string | undefined;
  /** Further arguments. */
  readonly arguments?: readonly string[];
}

export async function startPrometheus({ folder, host, manifests, targets, ...start }: Start): Promise<Prometheus> {
  const { prometheusSpec: spec } = values.parse(start.values).prometheus;
  await mkdir(folder, { recursive: true });
  const rules = manifests
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap((manifest) => ruleManifest.parse(manifest).spec.groups);
  await writeFile(join(folder, 'rules.yaml'), emitYaml({ groups: rules.map(quick) }));
  const relabelings = spec.scrapeClasses.filter((each) => each.default === true).flatMap((each) => each.relabelings);
  await writeFile(
    join(folder, 'prometheus.yaml'),
    emitYaml({
      global: {
        scrape_interval: `${INTERVAL_SECONDS}s`,
        evaluation_interval: `${INTERVAL_SECONDS}s`,
        external_labels: spec.externalLabels,
        metric_name_escaping_scheme: spec.nameEscapingScheme.toLowerCase(),
      },
      storage: { tsdb: { out_of_order_time_window: spec.tsdb.outOfOrderTimeWindow } },
      rule_files: ['rules.yaml'],
      alerting: {
        alertmanagers:
          start.alertmanager === undefined ? [] : [{ static_configs: [{ targets: [start.alertmanager] }] }],
      },
      scrape_configs: [...targets].map((target, index) => scrapeConfig(target, index, relabelings)),
    }),
  );
  const url = `http://${host}:${PORT}`;
  const server = await startServer({
    name: 'prometheus',
    program: await testTool('prometheus'),
    arguments: [
      '--config.file=prometheus.yaml',
      '--storage.tsdb.path=data',
      `--web.listen-address=${host}:${PORT}`,
      ...(spec.enableRemoteWriteReceiver ? ['--web.enable-remote-write-receiver'] : []),
      ...(spec.enableOTLPReceiver ? ['--web.enable-otlp-receiver'] : []),
      ...(start.arguments ?? []),
    ],
    folder,
    ready: () => answers(`${url}/-/ready`),
  });
  const get = async (path: string): Promise<unknown> => (await fetch(`${url}/api/v1/${path}`)).json();
  return {
    ...server,
    url,
    query: async (expression) => {
      const answer = await get(`query?${new URLSearchParams({ query: expression })}`);
      const parsed = response.safeParse(answer);
      if (!parsed.success) throw new Error(`${expression}\n${JSON.stringify(answer)}`);
      return parsed.data.data.result;
    },
    series: async () => {
      const answer = z.object({ data: z.array(z.record(z.string(), z.string())) });
      const parameters = { 'match[]': '{__name__=~".+"}', start: '0' };
      return answer.parse(await get(`series?${new URLSearchParams(parameters)}`)).data;
    },
    types: async () => {
      const answer = z.object({ data: z.record(z.string(), z.array(z.object({ type: z.string() }))) });
      const { data } = answer.parse(await get('metadata'));
      return new Map(Object.entries(data).map(([name, [first]]) => [name, first?.type ?? 'unknown']));
    },
  };
}

/** Groups say how often they are evaluated; here that would be after the end. */
function quick(group: JsonObject): JsonObject {
  const { interval: _, ...rest } = group;
  return rest;
}

function scrapeConfig(target: Target, index: number, relabelings: readonly JsonObject[]): JsonObject {
  return {
    job_name: `target-${index}`,
    metrics_path: target.path ?? '/metrics',
    ...(target.parameters === undefined
      ? {}
      : { params: Object.fromEntries(Object.entries(target.parameters).map(([name, all]) => [name, [...all]])) }),
    ...(target.token === undefined ? {} : { authorization: { credentials: target.token } }),
    metric_relabel_configs: (target.metricRelabelings ?? []).map(asPrometheus),
    static_configs: [{ targets: [target.address], labels: { ...target.labels } }],
    relabel_configs: [
      ...(target.instance === undefined ? [] : [{ target_label: 'instance', replacement: target.instance }]),
      ...relabelings.map(asPrometheus),
    ],
  };
}

/** The custom resource writes `targetLabel` where Prometheus writes `target_label`. */
function asPrometheus(relabeling: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(relabeling).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
