/** What the dashboards of LLM applications share: variables and common queries. */
import { MEASURED_BY } from '../catalogue/llm.ts';
import { perSecond, quantile, share } from './expressions.ts';
import { type Query, query } from './query.ts';
import { type Choices, chained, matchers, oneOf, PLACE, type Variable } from './variables.ts';

export const CALLS = 'llm:call_duration_seconds';
export const FIRST_TOKEN = 'llm:time_to_first_token_seconds';
export const PER_TOKEN = 'llm:time_per_output_token_seconds';
export const INPUT_TOKENS = 'llm:input_tokens_total';
export const OUTPUT_TOKENS = 'llm:output_tokens_total';
export const COST = 'llm:cost_usd_total';

export const APPLICATION: Choices = { ...PLACE, service_name: 'Application' };
const MODEL: Choices = { ...APPLICATION, gen_ai_provider_name: 'Provider', gen_ai_request_model: 'Model' };

/** Who measured, environment, cluster, application, provider, model. */
export const modelVariables = (): readonly Variable[] => [
  oneOf(`${CALLS}_count`, MEASURED_BY, 'Measured by', 'client'),
  ...chained(`${CALLS}_count`, MODEL),
];

/** Label matchers for the values of `modelVariables`: the content of `{…}`. One side is chosen: on two, a call would count twice. */
export const where = (...more: readonly string[]): string =>
  matchers(Object.keys(MODEL), `${MEASURED_BY}=~"$${MEASURED_BY}"`, ...more);

const FAILED = 'error_type!=""';

export const requests = (by = ''): string => perSecond(`${CALLS}_count`, where(), by);
export const failures = (by = ''): string => perSecond(`${CALLS}_count`, where(FAILED), by);
export const errorShare = (by = ''): string => share(failures(by), requests(by));
/** Input and output tokens per second: a call may have one of them alone, and no series is both. */
export const tokens = (by: string): string => {
  const [input, output] = [INPUT_TOKENS, OUTPUT_TOKENS].map((each) => `rate(${each}{${where()}}[$__rate_interval])`);
  return `sum by (${by}) (${input} or ${output})`;
};

export const costPerHour = (by = ''): string => `${perSecond(COST, where(), by)} * 3600`;

/** The 50th, 95th and 99th percentile. */
export function percentiles(histogram: string): readonly Query[] {
  return [0.5, 0.95, 0.99].map((at) => query(quantile(at, histogram, where()), `p${at * 100}`));
}
