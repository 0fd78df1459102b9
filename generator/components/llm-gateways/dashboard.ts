/** LLM gateways of all kinds, from the recorded series that they have in common. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { named, orZero, quantileOfRates, share, total } from '../../telemetry/grafana/expressions.ts';
import { bars, stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { chained, matchers, PLACE } from '../../telemetry/grafana/variables.ts';

const CHOICES = { ...PLACE, namespace: 'Namespace', engine: 'Gateway' };
const WHERE = matchers(Object.keys(CHOICES));
const BY_MODEL = 'engine, model';
/** Some gateways do not say which model it was: what is missing leaves no hole at the end. */
const NAMED = '{{engine}} {{model}}';
const NOT_MEASURED = 'not measured by these gateways';
const NO_BUDGET = 'no team or organisation has a budget';

const sum = (series: string, by = ''): string => total(series, WHERE, by);
/** Of a rate per second, over the time range: what there is not counts nothing. */
const inRange = (rates: string, by = ''): string => `sum_over_time((${sum(rates, by)})[\${__range}:1m]) * 60`;
const quantile = (of: number, rates: string, by = ''): string => quantileOfRates(of, rates, WHERE, by);

const REQUESTS = 'llm:gateway_requests:rate5m';
const FAILURES = 'llm:gateway_failures:rate5m';
const SPEND = 'llm:gateway_spend_usd:rate5m';
const HITS = 'llm:gateway_cache_hits:rate5m';
const MISSES = 'llm:gateway_cache_misses:rate5m';
const DURATION = 'llm:gateway_request_duration_seconds:rate5m';
const FIRST_TOKEN = 'llm:gateway_time_to_first_token_seconds:rate5m';

/** Of what a cache looked up; it may have only found, or not found, until now. */
function hitShare(by = ''): string {
  const [hits, misses] = [sum(HITS, by), sum(MISSES, by)];
  return share(hits, `((${hits} or 0 * ${misses}) + (${misses} or 0 * ${hits}))`);
}

const budget = (series: string): string =>
  `min by (scope, owner) (${series}{${matchers(Object.keys(CHOICES), 'scope=~"team|org"')}})`;

export const llmGatewaysDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'llm-gateways',
    title: 'LLM gateways',
    description: 'Requests, money, budgets, fallbacks, caches and guardrails of LLM gateways.',
    tags: ['llm'],
    variables: chained(REQUESTS, CHOICES),
    rows: [
      row(
        'Now',
        stat({
          title: 'Requests',
          description: 'Requests per second to the gateways.',
          unit: 'reqps',
          queries: [query(sum(REQUESTS), 'requests')],
        }),
        stat({
          title: 'Failures',
          description: 'Share of requests that fail, and not because of what they are.',
          unit: 'percentunit',
          decimals: 2,
          limits: { warn: 0.01, bad: 0.05 },
          queries: [query(share(sum(FAILURES), sum(REQUESTS)), 'failures')],
        }),
        stat({
          title: 'Spend',
          description: 'US dollars in the time range of the dashboard, by the price lists of the gateways.',
          unit: 'currencyUSD',
          decimals: 2,
          queries: [query(inRange(SPEND), 'spend')],
          empty: NOT_MEASURED,
        }),
        stat({
          title: 'Time to first token, p90',
          description: 'Nine of ten streamed answers have their first token within this time.',
          unit: 's',
          decimals: 2,
          limits: { warn: 2, bad: 10 },
          queries: [query(quantile(0.9, FIRST_TOKEN), 'first token')],
          empty: NOT_MEASURED,
        }),
        stat({
          title: 'Answered by a cache',
          description: 'Share of what was looked up in a cache, and found.',
          unit: 'percentunit',
          queries: [query(hitShare(), 'found')],
          empty: NOT_MEASURED,
        }),
        stat({
          title: 'Budgets used up',
          description: 'Teams, organisations, keys, users and customers that have nothing left.',
          unit: 'short',
          limits: { warn: 1, bad: 10 },
          queries: [
            query(
              orZero(`count(min by (cluster, engine, scope, owner) (llm:gateway_budget_remaining:usd{${WHERE}}) <= 0)`),
              'used up',
            ),
          ],
        }),
      ),
      row(
        'Traffic',
        timeSeries({
          title: 'Requests',
          description: 'Requests per second, by model where the gateway says it.',
          unit: 'reqps',
          min: 0,
          queries: [query(sum(REQUESTS, BY_MODEL), NAMED)],
        }),
        timeSeries({
          title: 'Failures and refusals',
          description:
            'Requests per second that failed, and those that were refused for what they are: without a key, without a budget, too many.',
          unit: 'reqps',
          min: 0,
          queries: [
            query(sum(FAILURES, BY_MODEL), `${NAMED} failed`),
            query(sum('llm:gateway_refusals:rate5m', BY_MODEL), `${NAMED} refused`),
          ],
        }),
        timeSeries({
          title: 'Duration of requests',
          description: 'Half and nine of ten requests end within this time, by model.',
          unit: 's',
          min: 0,
          queries: [0.5, 0.9].map((of) => query(quantile(of, DURATION, BY_MODEL), `${NAMED} p${of * 100}`)),
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Tokens',
          description: 'Tokens per second of prompts and of answers, by model.',
          unit: 'cps',
          min: 0,
          queries: [
            query(sum('llm:gateway_prompt_tokens:rate5m', BY_MODEL), `${NAMED} prompts`),
            query(sum('llm:gateway_generated_tokens:rate5m', BY_MODEL), `${NAMED} answers`),
          ],
        }),
      ),
      row(
        'Money',
        timeSeries({
          title: 'Spend an hour, by model',
          description: 'US dollars an hour at the present rate.',
          unit: 'currencyUSD',
          min: 0,
          stacked: true,
          queries: [query(`3600 * ${sum(SPEND, BY_MODEL)}`, NAMED)],
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Spend an hour, by team',
          description: 'US dollars an hour at the present rate, where the gateway knows teams.',
          unit: 'currencyUSD',
          min: 0,
          stacked: true,
          queries: [query(`3600 * ${sum(SPEND, 'engine, team')}`, '{{engine}} {{team}}')],
          empty: NOT_MEASURED,
        }),
        bars({
          title: 'Spend by team',
          description: 'US dollars in the time range of the dashboard.',
          unit: 'currencyUSD',
          width: 12,
          queries: [query(`sort_desc(${named(inRange(SPEND, 'team'), 'team', 'no team')})`, '{{team}}')],
          empty: NOT_MEASURED,
        }),
        bars({
          title: 'Budget left',
          description: 'What is left of the budgets of teams and organisations.',
          unit: 'percentunit',
          width: 12,
          min: 0,
          max: 1,
          queries: [
            query(
              `sort(${budget('llm:gateway_budget_remaining:usd')} / ${budget('llm:gateway_budget:usd')})`,
              '{{scope}} {{owner}}',
            ),
          ],
          empty: NO_BUDGET,
        }),
      ),
      row(
        'Fallbacks and cool-downs',
        timeSeries({
          title: 'Fallbacks',
          description: 'Requests per second that another model answered than the one that was asked for.',
          unit: 'reqps',
          min: 0,
          queries: [query(sum('llm:gateway_fallbacks:rate5m', 'model, fallback'), '{{model}} → {{fallback}}')],
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Fallbacks that failed',
          description: 'Requests per second that the other model did not answer either.',
          unit: 'reqps',
          min: 0,
          queries: [query(sum('llm:gateway_failed_fallbacks:rate5m', 'model, fallback'), '{{model}} → {{fallback}}')],
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Cool-downs',
          description: 'Decisions per hour to send a backend nothing for a while, because it fails.',
          unit: 'short',
          min: 0,
          queries: [query(`3600 * ${sum('llm:gateway_cool_downs:rate5m', BY_MODEL)}`, NAMED)],
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Answered by a cache',
          description: 'Share of what was looked up in a cache, and found, by model.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [query(hitShare(BY_MODEL), NAMED)],
          empty: NOT_MEASURED,
        }),
      ),
      row(
        'Guardrails',
        timeSeries({
          title: 'Judged texts',
          description: 'Texts per second that each guardrail judged.',
          unit: 'cps',
          min: 0,
          queries: [query(sum('llm:gateway_guardrail_checks:rate5m', 'engine, guardrail'), '{{engine}} {{guardrail}}')],
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Stopped and unjudged texts',
          description: 'Texts per second that each guardrail stopped, and that it could not judge.',
          unit: 'cps',
          min: 0,
          queries: [
            query(sum('llm:gateway_guardrail_stops:rate5m', 'engine, guardrail'), '{{engine}} {{guardrail}} stopped'),
            query(
              sum('llm:gateway_guardrail_failures:rate5m', 'engine, guardrail'),
              '{{engine}} {{guardrail}} could not judge',
            ),
          ],
          empty: NOT_MEASURED,
        }),
      ),
    ],
  });
