/** The PromQL of one recorded series: all of its sources, each process and library by one name. */
import { ARRIVED_AS, MEASURED_BY } from '../catalogue/llm.ts';
import type { Names, Source } from './sources.ts';

/** What tells one library in one process from all others; two libraries in one process may record different calls. */
const LIBRARY = 'cluster, job, instance, otel_scope_name';
const PROCESS = 'cluster, job, instance';

/** Whatever else a process writes, with one of these it is an application that calls models. */
const CALLERS = `on (${PROCESS}) (gen_ai_client_inference_duration_seconds_count or gen_ai_client_operation_duration_seconds_count)`;

/** Labels that only a gateway's series have; it measures neither in the application nor in the server. */
export const GATEWAYS = ['gen_ai_original_model'] as const;

/**
 * What is recorded of one source: `suffix` is that of a histogram's series, or nothing, and `preferred` are other names of the same thing.
 * Labels that are missing are filled in: by a second selector, because a label that is there must stay.
 */
export function expressionOf(source: Source, suffix: string, preferred: Names): string {
  const { fill = [] } = source;
  const [decisive] = fill;
  if (decisive === undefined) return part(source, suffix, preferred, []);
  const filled = fill.reduce(
    (text, [to, from]) => `label_replace(${text}, "${to}", "$1", "${from}", "(.+)")`,
    part(
      source,
      suffix,
      preferred,
      fill.map(([to]) => `${to}=""`),
    ),
  );
  return `${part(source, suffix, preferred, [`${decisive[0]}!=""`])}\nor\n${filled}`;
}

/**
 * The series themselves. Where rules set a label, they take only series without it: two series that differ in nothing else would be one,
 * and Prometheus would record none of the rule's. Applications choose their labels, so it could happen.
 */
function part(
  { metric, where = '', measuredBy, of }: Source,
  suffix: string,
  preferred: Names,
  more: readonly string[],
): string {
  const unset = measuredBy === undefined ? [ARRIVED_AS] : [ARRIVED_AS, MEASURED_BY];
  const matchers = [...unset.map((label) => `${label}=""`), where, ...more].filter((text) => text !== '');
  const selector = `${metric}${suffix}{${matchers.join(', ')}}`;
  const conditions = [
    ...preferred.map((earlier) => `unless on (${LIBRARY}) ${existence(earlier, suffix)}`),
    ...(of === undefined ? [] : [`${of === 'callers' ? 'and' : 'unless'} ${CALLERS}`]),
  ];
  const series = [selector, ...conditions].join(' ');
  return measuredBy === undefined ? series : measured(series, measuredBy);
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
