import { describe, expect, it } from 'vitest';
import { CATALOGUE, type Catalogue } from '../../generator/telemetry/catalogue/catalogue.ts';
import { gauge, metricsOf } from '../../generator/telemetry/catalogue/metric.ts';
import { Expression, PromqlError, promql } from '../../generator/telemetry/promql.ts';

const CALLS = 'gen_ai_client_operation_duration_seconds';

describe('an expression', () => {
  it('keeps its text, and knows its series, labels and variables', () => {
    const text = `sum by (cluster) (rate(${CALLS}_count{cluster=~"$cluster", error_type!=""}[$__rate_interval]))`;
    const expression = promql(text);
    expect(expression.text).toBe(text);
    expect(expression.series).toEqual([`${CALLS}_count`]);
    expect([...expression.labels]).toEqual(['cluster']);
    expect(expression.variables).toEqual(['cluster']);
    expect(Expression.is(expression)).toBe(true);
    expect(Expression.is({ ...expression })).toBe(false);
  });

  it.each([
    ['up == bool 0', ['cluster', 'job']],
    ['sum without (pod) (up)', ['namespace']],
    ['histogram_quantile(0.9, sum by (le, job) (rate(mcp_request_size_bytes_bucket[5m])))', ['job']],
    ['topk(5, sum by (job) (up))', ['job']],
    ['up * on (namespace, pod) group_left (created_by_kind) kube_pod_info', ['created_by_kind', 'job']],
    ['up and on (job) (scrape_duration_seconds > 1)', ['instance']],
    ['label_replace(redis_key_size, "queue", "$1", "key", "bull:(.*):wait")', ['queue', 'key']],
    ['count_values("version", up)', ['version']],
    ['1 - sum by (job) (up)', ['job']],
    ['sum(up) or vector(0)', []],
    ['max_over_time(sum by (job) (up)[1h:5m]) unless up offset 1d', ['job']],
    ['-up @ end()', ['job']],
    ['time() - cnpg_pg_postmaster_start_time', ['pod']],
  ])('%s is known to be about something', (text, labels) => {
    const known = promql(text).labels;
    expect(labels.filter((label) => !known.has(label))).toEqual([]);
  });

  it.each([
    ['gen_ai_client_tokens_usage_sum', 'unknown metric', 'did you mean gen_ai_client_token_usage_sum'],
    [CALLS, 'unknown metric', `${CALLS}_sum`],
    ['{job="x"}', 'by labels alone'],
    ['{__name__=~"up|down"}', 'by labels alone'],
    ['up{jop="x"}', 'unknown label jop of up', 'did you mean job'],
    ['sum by (modell) (rate(gen_ai_usage_cost_USD_sum[5m]))', 'unknown label modell'],
    ['sum without (modell) (up)', 'unknown label modell'],
    ['sum by (job) (sum by (cluster) (up))', 'unknown label job'],
    ['sum by (pod) (rate(gen_ai_usage_cost_USD_sum[5m]))', 'unknown label pod'],
    ['sum by (job) (up) / on (cluster) sum by (job) (up)', 'unknown label cluster'],
    ['up * on (pod) group_left (nope) kube_pod_info', 'unknown label nope'],
    ['label_replace(up, "x", "$1", "nope", "(.*)")', 'unknown label nope'],
    ['histogram_quantile(0.9, sum by (job) (rate(mcp_request_size_bytes_bucket[5m])))', 'unknown label le'],
    ['rate(redis_key_size[5m])', 'which is a gauge'],
    ['deriv(redis_evicted_keys_total[5m])', 'which is a counter'],
    ['sum(up', 'cannot be parsed'],
    ['up{job="x"', 'cannot be parsed'],
    ['summ(up)', 'cannot be parsed'],
    ['', 'cannot be parsed'],
  ])('%s is refused', (text, ...messages) => {
    for (const message of messages) expect(() => promql(text)).toThrow(message);
    expect(() => promql(text)).toThrow(PromqlError);
  });
});

describe('the catalogue', () => {
  it('names every metric once', () => {
    expect(() => CATALOGUE.with(CATALOGUE.metrics.slice(0, 1))).toThrow('named twice');
  });

  it('says of each metric where it was read: in a file of a repository, or on a page of a site', () => {
    const sources = CATALOGUE.metrics.filter(({ emitter }) => emitter !== 'recorded').map(({ source }) => source);
    expect(
      sources.filter((source) => !/^([\w.-]+\/[\w.-]+|[\w-]+(\.[\w-]+)+):[\w/.-]+(, [\w/.-]+)?$/.test(source)),
    ).toEqual([]);
  });

  it('takes in what rules record', () => {
    const recorded = metricsOf({ emitter: 'recorded', delivery: 'recorded', source: 'a rule', labels: ['team'] }, [
      gauge('team:cost:usd', 'usd', [], 'Cost by team.'),
    ]);
    expect(() => promql('sum by (team) (team:cost:usd)')).toThrow('unknown metric');
    const more: Catalogue = CATALOGUE.with(recorded);
    expect(promql('sum by (team, cluster) (team:cost:usd)', more).series).toEqual(['team:cost:usd']);
  });
});
