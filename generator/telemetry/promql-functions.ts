/** Functions of PromQL, what they take and what they give (prometheus/prometheus:promql/parser/functions.go, 3.13 to 3.16). */

export type ValueType = 'matrix' | 'scalar' | 'string' | 'vector';

export interface Signature {
  readonly takes: readonly ValueType[];
  /** How many arguments may be left out or come again at the end: the last one of `takes`. */
  readonly optional?: number;
  readonly returns: ValueType;
}

const ANY = Number.POSITIVE_INFINITY;

function named(names: string, signature: Signature): readonly (readonly [string, Signature])[] {
  return names.split(' ').map((name) => [name, signature]);
}

export const FUNCTIONS: Readonly<Record<string, Signature | undefined>> = Object.fromEntries([
  ...named(
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
    { takes: ['vector'], returns: 'vector' },
  ),
  ...named(
    'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
    { takes: ['matrix'], returns: 'vector' },
  ),
  ...named('day_of_month day_of_week day_of_year days_in_month hour minute month year', {
    takes: ['vector'],
    optional: 1,
    returns: 'vector',
  }),
  ...named('end pi range start step time', { takes: [], returns: 'scalar' }),
  ...named('clamp_max clamp_min', { takes: ['vector', 'scalar'], returns: 'vector' }),
  ...named('sort_by_label sort_by_label_desc', { takes: ['vector', 'string'], optional: ANY, returns: 'vector' }),
  ...named('max_of min_of', { takes: ['scalar', 'scalar'], returns: 'scalar' }),
  ['clamp', { takes: ['vector', 'scalar', 'scalar'], returns: 'vector' }],
  ['double_exponential_smoothing', { takes: ['matrix', 'scalar', 'scalar'], returns: 'vector' }],
  ['histogram_fraction', { takes: ['scalar', 'scalar', 'vector'], returns: 'vector' }],
  ['histogram_quantile', { takes: ['scalar', 'vector'], returns: 'vector' }],
  ['histogram_quantiles', { takes: ['vector', 'string', 'scalar', 'scalar'], optional: 9, returns: 'vector' }],
  ['info', { takes: ['vector', 'vector'], optional: 1, returns: 'vector' }],
  ['label_join', { takes: ['vector', 'string', 'string', 'string'], optional: ANY, returns: 'vector' }],
  ['label_replace', { takes: ['vector', 'string', 'string', 'string', 'string'], returns: 'vector' }],
  ['predict_linear', { takes: ['matrix', 'scalar'], returns: 'vector' }],
  ['quantile_over_time', { takes: ['scalar', 'matrix'], returns: 'vector' }],
  ['round', { takes: ['vector', 'scalar'], optional: 1, returns: 'vector' }],
  ['scalar', { takes: ['vector'], returns: 'scalar' }],
  ['vector', { takes: ['scalar'], returns: 'vector' }],
]);
