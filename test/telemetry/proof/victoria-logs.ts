/** The real VictoriaLogs, with the flags that the chart makes of our values. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { answers, type Server, startServer } from './server.ts';

const PORT = 9428;

/** The part of the values that becomes flags (VictoriaMetrics/helm-charts:charts/victoria-logs-single/templates/_helpers.tpl). */
const values = z.looseObject({
  server: z.looseObject({ retentionPeriod: z.string(), extraArgs: z.record(z.string(), z.string()) }),
});

/** A line as a query gives it: every field is text. */
export type Line = Readonly<Record<string, string>>;

export interface VictoriaLogs extends Server {
  readonly url: string;
  /** What its own metrics say of a series, with its labels; the sum where there are several. */
  count(series: RegExp): Promise<number>;
  /** The lines that a query finds. */
  query(logsQl: string): Promise<readonly Line[]>;
}

const line = z.record(z.string(), z.string());

/** Where the exporter to a store at this address sends to, as in a cluster. */
function logsEndpoint(host: string): string {
  return `http://${host}:${PORT}/insert/opentelemetry/v1/logs`;
}

/** Exporters of a gateway to stores at these addresses, by the name of the store. */
export function exportersTo(hosts: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(
    Object.entries(hosts).map(([store, host]) => [`otlp_http/${store}`, { logs_endpoint: logsEndpoint(host) }]),
  );
}

/** Starts it in `folder`, where another one may have left its lines. `further` are flags besides those of the chart. */
export async function startVictoriaLogs(
  folder: string,
  host: string,
  of: JsonObject,
  further: readonly string[] = [],
): Promise<VictoriaLogs> {
  const { retentionPeriod, extraArgs } = values.parse(of).server;
  await mkdir(folder, { recursive: true });
  const url = `http://${host}:${PORT}`;
  const server = await startServer({
    name: 'victoria-logs',
    program: await testTool('victoria-logs'),
    arguments: [
      `-httpListenAddr=${host}:${PORT}`,
      `-storageDataPath=${join(folder, 'storage')}`,
      `-retentionPeriod=${retentionPeriod}`,
      ...Object.entries(extraArgs).map(([name, value]) => `-${name}=${value}`),
      ...further,
    ],
    folder,
    ready: () => answers(`${url}/health`),
  });
  return {
    ...server,
    url,
    count: async (series) => {
      const page = await (await fetch(`${url}/metrics`)).text();
      return [...page.matchAll(/^(\w+(?:\{.*\})?) (\S+)$/gm)]
        .filter(([, name = '']) => series.test(name))
        .reduce((sum, [, , value]) => sum + Number(value), 0);
    },
    query: async (logsQl) => {
      const response = await fetch(`${url}/select/logsql/query`, {
        method: 'POST',
        body: new URLSearchParams({ query: logsQl }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${logsQl}: ${text}`);
      return text
        .split('\n')
        .filter((each) => each !== '')
        .map((each) => line.parse(JSON.parse(each)));
    },
  };
}
