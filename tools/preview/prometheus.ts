/** Asks Prometheus what a panel would ask, with every choice at "All". */
import * as z from 'zod';
import type { Target } from './dashboard.ts';

export interface Range {
  /** Seconds since 1970. */
  readonly start: number;
  readonly end: number;
}

export interface Sample {
  readonly time: number;
  readonly value: number;
}

export interface Line {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
}

const pair = z.tuple([z.number(), z.string()]).transform(([time, value]) => ({ time, value: Number(value) }));
const series = z.object({
  metric: z.record(z.string(), z.string()),
  values: z.array(pair).optional(),
  value: pair.optional(),
});
const answer = z.discriminatedUnion('status', [
  z.object({ status: z.literal('success'), data: z.object({ result: z.array(series) }) }),
  z.object({ status: z.literal('error'), error: z.string() }),
]);

/** Points of a line. */
const POINTS = 180;
/** As Grafana makes it of a step of one minute. */
const RATE_INTERVAL = '4m';

/** The lines of a query; of one sample each when it is about an instant. Throws what Prometheus complains of. */
export async function ask(
  url: string,
  { expr, legendFormat, instant }: Target,
  { start, end }: Range,
): Promise<readonly Line[]> {
  const seconds = Math.round(end - start);
  const query = expr
    .replaceAll('$__rate_interval', RATE_INTERVAL)
    .replaceAll('$__range', `${seconds}s`)
    .replaceAll(/\$\{?\w+\}?/g, (name) => (/^\$\d/.test(name) ? name : '.*'));
  const parameters = instant
    ? { query, time: String(end) }
    : { query, start: String(start), end: String(end), step: String(Math.max(60, Math.round(seconds / POINTS))) };
  const response = await fetch(`${url}/api/v1/${instant ? 'query' : 'query_range'}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  const said = answer.parse(await response.json());
  if (said.status === 'error') throw new Error(`${said.error}\n  in: ${query}`);
  return said.data.result.map(({ metric, values, value }) => ({
    name: legendFormat.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => metric[label] ?? ''),
    labels: metric,
    samples: (values ?? (value === undefined ? [] : [value])).filter((sample) => Number.isFinite(sample.value)),
  }));
}
