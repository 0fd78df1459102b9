/** Asks VictoriaLogs what a panel of lines would ask, through the plugin (VictoriaMetrics/victorialogs-datasource:pkg/plugin/query.go). */
import * as z from 'zod';
import type { LogTarget } from './dashboard.ts';
import { type Chosen, fill } from './fill.ts';
import { type Line, POINTS, PreviewError, type Range, seriesAnswer } from './prometheus.ts';

/** A line of a store: every field is text. */
const record = z.record(z.string(), z.string());
export type LogRecord = z.output<typeof record>;

/** Filters that are met by everything are written so (src/LogsQL/multiExactOperator.ts of the plugin). */
function logsQl(expression: string, chosen: Chosen, seconds: number, step: number): string {
  const quoted = expression.replaceAll(/:in\(\$(\w+)\)/g, (_, name: string) => {
    const value = chosen[name] ?? '.*';
    return `:in(${value === '.*' ? '*' : JSON.stringify(value)})`;
  });
  return fill(quoted, chosen, seconds, step);
}

/** The series of a query for numbers. */
export async function askNumbers(
  url: string,
  { expr, legendFormat, queryType }: LogTarget,
  { start, end }: Range,
  chosen: Chosen,
): Promise<readonly Line[]> {
  const seconds = Math.round(end - start);
  const step = Math.max(60, Math.round((seconds / POINTS) * 6));
  const isRange = queryType === 'statsRange';
  const filter = `_time:[${start}, ${end}) `;
  const query = logsQl(isRange ? expr : `${filter}${expr}`, chosen, seconds, step);
  const time = isRange ? { start: `${start}`, end: `${end}`, step: `${step}s` } : { time: `${end}` };
  const text = await post(url, isRange ? 'stats_query_range' : 'stats_query', { query, ...time });
  const name = (labels: Line['labels']): string =>
    legendFormat.replaceAll(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) => labels[label] ?? '');
  return seriesAnswer(JSON.parse(text), name);
}

/** The lines of a query for lines, the newest first. */
export async function askLines(
  url: string,
  { expr, maxLines }: LogTarget,
  { start, end }: Range,
  chosen: Chosen,
): Promise<readonly LogRecord[]> {
  const query = logsQl(expr, chosen, Math.round(end - start), 60);
  const text = await post(url, 'query', {
    query: `${query} | sort by (_time desc)`,
    limit: `${maxLines}`,
    start: `${start}`,
    end: `${end}`,
  });
  return text
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => record.parse(JSON.parse(each)));
}

async function post(url: string, path: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(`${url}/select/logsql/${path}`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  const text = await response.text();
  if (!response.ok) throw new PreviewError(`the log store refuses a query: ${text}\n  in: ${parameters.query}`);
  return text;
}
