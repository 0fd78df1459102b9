/**
 * Queries of lines in LogsQL, as the plugin for VictoriaLogs takes them. They are put together of filters and pipes, so that a field that no
 * collector writes does not compile: no parser of LogsQL could be had.
 */
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { LogField } from '../log-fields.ts';
import { LOGS_PLUGIN, type LogSource } from '../log-sources.ts';
import type { Over, Query } from './query.ts';
import { PLACE } from './variables.ts';

/** A filter; all that are given together must match. */
export type Filter = string & { readonly filter: unique symbol };
type Pipe = string & { readonly pipe: unique symbol };

const filter = (text: string) => text as Filter;
const pipe = (text: string) => text as Pipe;

/** As LogsQL wants a field whose name has dots. */
const named = (field: string): string => (/^\w+$/.test(field) ? field : `"${field}"`);

export const isOneOf = (field: LogField, ...values: readonly string[]): Filter =>
  filter(`${named(field)}:in(${values.map((value) => JSON.stringify(value)).join(', ')})`);

/** The values of a variable; all, and lines without the field, where everything is chosen. */
export const chosen = (field: LogField, variable: string = field): Filter => filter(`${named(field)}:in($${variable})`);

export const matches = (field: LogField, pattern: string): Filter =>
  filter(`${named(field)}:~${JSON.stringify(pattern)}`);

export const has = (field: LogField): Filter => filter(`${named(field)}:*`);

/** What somebody writes into a text box: a filter of LogsQL, and `*` for none. */
export const typed = (variable: string): Filter => filter(`($${variable})`);

/** Of the chosen clusters. */
export const inPlace: readonly Filter[] = [chosen('environment'), chosen('cluster')];

/** Takes a text apart: `<ip> - <user>`; what is between is as it stands. */
export const extract = (pattern: string): Pipe => pipe(`extract ${JSON.stringify(pattern)}`);

/** Takes these fields out of a record in JSON, whatever else it holds. */
export const unpack = (...fields: readonly LogField[]): Pipe =>
  pipe(`unpack_json fields (${fields.map(named).join(', ')})`);

/** Drops what a pipe has not found. */
export const only = (...filters: readonly Filter[]): Pipe => pipe(`filter ${filters.join(' ')}`);

/** Writes the line anew, with fields in place of `<field>`. */
export const write = (text: string): Pipe => pipe(`format ${JSON.stringify(text)}`);

/** Numbers and IDs in texts become one, so that texts that differ in nothing else are counted together. */
export const withoutNumbers: Pipe = pipe('collapse_nums');

type Measure = 'count()' | `count_uniq(${string})` | `sum_len(${string})`;

export const distinct = (field: LogField): Measure => `count_uniq(${named(field)})`;
export const textSize: Measure = 'sum_len(_msg)';

interface Statistic {
  readonly of: readonly Filter[];
  readonly pipes?: readonly Pipe[];
  readonly by?: readonly LogField[];
  /** Lines unless said. */
  readonly measure?: Measure;
  /** The groups with the largest numbers alone. */
  readonly most?: number;
}

/** A number, or one for each group: over the whole time, or for each step of a graph. */
export function count(source: LogSource, { of, pipes = [], by = [], measure = 'count()', most }: Statistic): Query {
  const groups = by.length === 0 ? '' : `by (${by.map(named).join(', ')}) `;
  const largest = most === undefined ? [] : [`sort by (value desc) limit ${most}`];
  const text = [of.join(' '), ...pipes, `stats ${groups}${measure} as value`, ...largest].join(' | ');
  const legend = by.length === 0 ? 'value' : by.map((field) => `{{${field}}}`).join(' ');
  return logQuery(source, text, legend, (over) => (over === 'range' ? 'statsRange' : 'stats'));
}

/** Lines themselves, the newest first. */
export function lines(source: LogSource, of: readonly Filter[], ...pipes: readonly Pipe[]): Query {
  return logQuery(source, [of.join(' '), ...pipes].join(' | '), '', () => 'instant');
}

/** Of a panel of lines; the browser shows them all. */
const MOST_LINES = 200;

function logQuery(source: LogSource, text: string, legend: string, type: (over: Over) => string): Query {
  const datasource = { type: LOGS_PLUGIN, uid: `\${${source}}` };
  return {
    text,
    legend,
    datasource,
    target: (refId, over): Builder<Dataquery> => ({
      build: () => ({
        datasource,
        refId,
        expr: text,
        legendFormat: legend,
        editorMode: 'code',
        queryType: type(over),
        maxLines: MOST_LINES,
        interval: '1m',
        // The mark of queries in the SDK, which JSON leaves out.
        _implementsDataqueryVariant: () => {},
      }),
    }),
  };
}

/** Names of the variables that every query of lines has. */
export const PLACES = Object.keys(PLACE);
