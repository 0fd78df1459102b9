/** The PromQL of one recorded series: all of its sources, each process and library by one name. */
import { ARRIVED_AS, MEASURED_BY } from '../catalogue/llm.ts';
import type { Fill, Names, Source } from './sources.ts';

/** What tells one library in one process from all others; two libraries in one process may record different calls. */
const LIBRARY = 'cluster, job, instance, otel_scope_name';
const PROCESS = 'cluster, job, instance';

/** Whatever else a process writes, with one of these it is an application that calls models. */
const CALLERS = `on (${PROCESS}) (gen_ai_client_inference_duration_seconds_count or gen_ai_client_operation_duration_seconds_count)`;

/** Labels that only a gateway's series have; it measures neither in the application nor in the server. */
export const GATEWAYS = ['gen_ai_original_model'] as const;

/** What is recorded of one source: `suffix` is that of a histogram's series, or nothing, and `preferred` are other names of the same thing. */
export function expressionOf(source: Source, suffix: string, preferred: Names): string {
  const { measuredBy, of } = source;
  const conditions = [
    ...preferred.map((earlier) => `unless on (${LIBRARY}) ${existence(earlier, suffix)}`),
    ...(of === undefined ? [] : [`${of === 'callers' ? 'and' : 'unless'} ${CALLERS}`]),
  ];
  const series = [filled(source, suffix), ...conditions].join(' ');
  return measuredBy === undefined ? series : measured(series, measuredBy);
}

/**
 * The series themselves, with labels that are missing filled in: by a selector for each choice of those that are missing, because a label
 * that is there must stay. What was filled in and is then like another series gives way to it, and fails no rule.
 */
function filled(source: Source, suffix: string): string {
  const parts = shapes(source.fills ?? []).map(({ where, fill }) =>
    fill.reduce(
      (text, [to, from]) => `label_replace(${text}, "${to}", "$1", "${from}", "(.+)")`,
      selector(source, suffix, where),
    ),
  );
  return parts.length === 1 ? parts.join() : `(${parts.join('\nor\n')})`;
}

/** Series with some of the labels and without the others: the matchers that select them, and what fills them in. */
interface Shape {
  readonly where: readonly string[];
  readonly fill: Fill;
}

/** Every choice of the fills, none of them first. */
function shapes(fills: readonly Fill[]): readonly Shape[] {
  return fills.reduce<readonly Shape[]>(
    (all, each) => [
      ...all.map(({ where, fill }) => ({ where: [...where, `${each[0]?.[0]}!=""`], fill })),
      ...all.map(({ where, fill }) => ({
        where: [...where, ...each.map(([to]) => `${to}=""`)],
        fill: [...fill, ...each],
      })),
    ],
    [{ where: [], fill: [] }],
  );
}

/**
 * Where rules set a label, they take only series without it: two series that differ in nothing else would be one, and Prometheus would
 * record none of the rule's. Applications choose their labels, so it could happen.
 */
function selector({ metric, where = '', measuredBy }: Source, suffix: string, more: readonly string[]): string {
  const unset = measuredBy === undefined ? [ARRIVED_AS] : [ARRIVED_AS, MEASURED_BY];
  const matchers = [...unset.map((label) => `${label}=""`), where, ...more].filter((text) => text !== '');
  return `${metric}${suffix}{${matchers.join(', ')}}`;
}

/** Of a histogram it is enough to look for the series that is one for all buckets. */
function existence({ metric, where = '' }: Source, suffix: string): string {
  return `${metric}${suffix === '' ? '' : '_count'}${where === '' ? '' : `{${where}}`}`;
}

function measured(series: string, by: string): string {
  return GATEWAYS.reduce(
    (text, label) => `label_replace(${text}, "${MEASURED_BY}", "gateway", "${label}", ".+")`,
    `label_replace(${series}, "${MEASURED_BY}", "${by}", "", "")`,
  );
}
