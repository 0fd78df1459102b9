/** Asks Prometheus what a panel would ask. */
import * as z from 'zod';
import type { Target } from './dashboard.ts';
import { type Chosen, fill } from './fill.ts';

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
export const POINTS = 180;

/** The lines of a query; of one sample each when it is about an instant. Throws what Prometheus complains of. */
export function ask(url: string, { expr, legendFormat, instant }: Target, range: Range, chosen: Chosen) {
  const seconds = Math.round(range.end - range.start);
  const step = Math.max(60, Math.round(seconds / POINTS));
  const query = fill(expr, chosen, seconds, step);
  const name = (labels: Line['labels']): string =>
    legendFormat.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '');
  return instant
    ? lines(url, 'query', { query, time: String(range.end) }, name)
    : queryRange(url, query, { ...range, step }, name);
}

/** The lines of an expression, with a sample every `step` seconds where it has a result. */
export function queryRange(
  url: string,
  query: string,
  { start, end, step }: Range & { readonly step: number },
  name: (labels: Line['labels']) => string = () => '',
): Promise<readonly Line[]> {
  return lines(url, 'query_range', { query, start: String(start), end: String(end), step: String(step) }, name);
}

async function lines(
  url: string,
  path: string,
  parameters: Readonly<Record<string, string>>,
  name: (labels: Line['labels']) => string,
): Promise<readonly Line[]> {
  const said = await answerOf(url, path, new URLSearchParams(parameters));
  if (said.status === 'error')
    throw new PreviewError(`Prometheus refuses a query: ${said.error}\n  in: ${parameters.query}`);
  return linesOf(said.data.result, name);
}

/** The lines of an answer, as Prometheus gives it and programs that answer like it. Throws where there is none. */
export function seriesAnswer(said: unknown, name: (labels: Line['labels']) => string): readonly Line[] {
  const parsed = answer.parse(said);
  if (parsed.status === 'error') throw new PreviewError(parsed.error);
  return linesOf(parsed.data.result, name);
}

function linesOf(
  result: readonly z.output<typeof series>[],
  name: (labels: Line['labels']) => string,
): readonly Line[] {
  return result.map(({ metric, values, value }) => ({
    name: name(metric),
    labels: metric,
    samples: (values ?? (value === undefined ? [] : [value])).filter((sample) => Number.isFinite(sample.value)),
  }));
}

/** What stops a preview, in words. */
export class PreviewError extends Error {}

async function answerOf(url: string, path: string, body: URLSearchParams): Promise<z.output<typeof answer>> {
  const response = await fetch(`${url}/api/v1/${path}`, { method: 'POST', body }).catch(() => {
    throw new PreviewError(
      `no Prometheus answers at ${url}\n  hint: kubectl -n lang-observatory port-forward svc/prometheus-operated 9090, then name http://localhost:9090`,
    );
  });
  const text = await response.text();
  const said = answer.safeParse(parsed(text));
  if (said.success) return said.data;
  throw new PreviewError(
    `what answers at ${url} is no Prometheus: ${response.status} ${text.slice(0, 80).split('\n')[0]}\n  hint: name the address below which Prometheus has /api/v1`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
