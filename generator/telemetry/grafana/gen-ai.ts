/** What the dashboards of LLM applications share: variables and common queries. */
import { perSecond, quantile, share } from './expressions.ts';
import { type Query, query } from './query.ts';
import { type Choices, chained, matchers, PLACE, type Variable } from './variables.ts';

export const CALLS = 'gen_ai_client_operation_duration_seconds';
export const FIRST_TOKEN = 'gen_ai_server_time_to_first_token_seconds';
export const PER_TOKEN = 'gen_ai_server_time_per_output_token_seconds';
export const TOKENS = 'gen_ai_client_token_usage_sum';
export const COST = 'gen_ai_usage_cost_USD_sum';

export const APPLICATION: Choices = { ...PLACE, service_name: 'Application' };
const MODEL: Choices = { ...APPLICATION, gen_ai_provider_name: 'Provider', gen_ai_request_model: 'Model' };

/** Environment, cluster, application, provider, model. */
export const modelVariables = (): readonly Variable[] => chained(`${CALLS}_count`, MODEL);

/** Label matchers for the values of `modelVariables`: the content of `{…}`. */
export const where = (...more: readonly string[]): string => matchers(Object.keys(MODEL), ...more);

const FAILED = 'error_type!=""';

export const requests = (by = ''): string => perSecond(`${CALLS}_count`, where(), by);
export const failures = (by = ''): string => perSecond(`${CALLS}_count`, where(FAILED), by);
export const errorShare = (by = ''): string => share(failures(by), requests(by));
export const costPerHour = (by = ''): string => `${perSecond(COST, where(), by)} * 3600`;

/** The 50th, 95th and 99th percentile. */
export function percentiles(histogram: string): readonly Query[] {
  return [0.5, 0.95, 0.99].map((at) => query(quantile(at, histogram, where()), `p${at * 100}`));
}
