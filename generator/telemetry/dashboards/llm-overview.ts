/** LLM overview: is it healthy, what does it cost, what is slow, and where. The page to open first. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { inRange, orZero, perSecond, quantile } from '../grafana/expressions.ts';
import { firingAlerts } from '../grafana/firing-alerts.ts';
import {
  CALLS,
  COST,
  costPerHour,
  errorShare,
  FIRST_TOKEN,
  failures,
  modelVariables,
  PER_TOKEN,
  percentiles,
  requests,
  TOKENS,
  where,
} from '../grafana/gen-ai.ts';
import { toDashboard } from '../grafana/links.ts';
import { bars, stat, timeSeries } from '../grafana/panels.ts';
import { query } from '../grafana/query.ts';
import { NOT_USED } from '../grafana/style.ts';
import { table } from '../grafana/table.ts';
import { matchers, PLACE } from '../grafana/variables.ts';

const FIRING = `ALERTS{${matchers(Object.keys(PLACE), 'alertstate="firing"')}}`;
const APPLICATION = 'environment, cluster, service_name, gen_ai_request_model';

export const llmOverview: DashboardDrawing = () =>
  dashboard({
    uid: 'llm-overview',
    title: 'LLM overview',
    description: 'LLM applications at a glance: is it healthy, what does it cost, what is slow, and where.',
    tags: ['llm'],
    variables: modelVariables(),
    rows: [
      row(
        'Now',
        stat({
          title: 'Successful calls',
          description: 'Share of calls to models that did not fail.',
          unit: 'percentunit',
          decimals: 2,
          limits: { warn: 0.99, bad: 0.95 },
          queries: [query(`1 - ${errorShare()}`, 'successful')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Alerts',
          description: 'Alerts that fire. The table at the end says which.',
          unit: 'short',
          limits: { warn: 1, bad: 3 },
          queries: [query(orZero(`count(${FIRING})`), 'firing')],
        }),
        stat({
          title: 'Calls',
          description: 'Calls to models per second.',
          unit: 'reqps',
          queries: [query(requests(), 'calls')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Cost per hour',
          description: 'What calls cost at their present rate, by the price list of the SDK.',
          unit: 'currencyUSD',
          decimals: 2,
          queries: [query(costPerHour(), 'per hour')],
          empty: NOT_USED,
          links: [toDashboard('llm-cost', 'Cost in detail')],
        }),
        stat({
          title: 'Latency, p95',
          description: 'Nineteen of twenty calls take less, from request to last token.',
          unit: 's',
          decimals: 2,
          limits: { warn: 10, bad: 30 },
          queries: [query(quantile(0.95, CALLS, where()), 'p95')],
          empty: NOT_USED,
        }),
        stat({
          title: 'First token, p95',
          description: 'Nineteen of twenty streamed answers begin sooner.',
          unit: 's',
          decimals: 2,
          limits: { warn: 2, bad: 5 },
          queries: [query(quantile(0.95, FIRST_TOKEN, where()), 'p95')],
          empty: 'no streaming yet',
        }),
      ),
      row(
        'Is it healthy?',
        timeSeries({
          title: 'Calls by application',
          description: 'Calls per second.',
          unit: 'reqps',
          stacked: true,
          queries: [query(requests('service_name'), '{{service_name}}')],
          width: 8,
        }),
        timeSeries({
          title: 'Failures by provider and kind',
          description: 'Failed calls per second: time-outs, refusals and limits have kinds of their own.',
          unit: 'reqps',
          stacked: true,
          queries: [query(failures('gen_ai_provider_name, error_type'), '{{gen_ai_provider_name}} {{error_type}}')],
          width: 8,
          empty: 'no failures',
        }),
        timeSeries({
          title: 'Share of failures by model',
          description: 'Failed calls among all calls of a model.',
          unit: 'percentunit',
          min: 0,
          queries: [query(errorShare('gen_ai_request_model'), '{{gen_ai_request_model}}')],
          width: 8,
        }),
      ),
      row(
        'What does it cost?',
        timeSeries({
          title: 'Cost per hour by model',
          description: 'US dollars per hour at the rate of that time.',
          unit: 'currencyUSD',
          stacked: true,
          queries: [query(costPerHour('gen_ai_request_model'), '{{gen_ai_request_model}}')],
          width: 8,
        }),
        timeSeries({
          title: 'Tokens in and out',
          description: 'Tokens per second; output costs more than input.',
          unit: 'cps',
          queries: [query(perSecond(TOKENS, where(), 'gen_ai_token_type'), '{{gen_ai_token_type}}')],
          width: 8,
        }),
        bars({
          title: 'Cost by application',
          description: 'What each application spent in the range on screen; the ten that spent most.',
          unit: 'currencyUSD',
          decimals: 2,
          queries: [query(`sort_desc(topk(10, ${inRange(COST, where(), 'service_name')}))`, '{{service_name}}')],
        }),
      ),
      row(
        'What is slow?',
        timeSeries({
          title: 'Latency',
          description: 'How long calls take, from request to last token.',
          unit: 's',
          queries: percentiles(CALLS),
          width: 8,
        }),
        timeSeries({
          title: 'Time to first token',
          description: 'How long a reader waits until a streamed answer begins.',
          unit: 's',
          queries: percentiles(FIRST_TOKEN),
          width: 8,
          empty: 'no streaming yet',
        }),
        timeSeries({
          title: 'Time per token, p95',
          description: 'Time between tokens once an answer has begun, by model: above 0.1 s people read faster.',
          unit: 's',
          queries: [query(quantile(0.95, PER_TOKEN, where(), 'gen_ai_request_model'), '{{gen_ai_request_model}}')],
          width: 8,
          empty: 'no streaming yet',
        }),
        timeSeries({
          title: 'Latency by model, p95',
          description: 'Nineteen of twenty calls of a model take less.',
          unit: 's',
          queries: [query(quantile(0.95, CALLS, where(), 'gen_ai_request_model'), '{{gen_ai_request_model}}')],
        }),
        timeSeries({
          title: 'Latency by application, p95',
          description: 'Nineteen of twenty calls of an application take less.',
          unit: 's',
          queries: [query(quantile(0.95, CALLS, where(), 'service_name'), '{{service_name}}')],
        }),
      ),
      row(
        'Where?',
        table({
          title: 'Applications and models',
          description: 'Each application with each of its models, at present.',
          rows: {
            environment: 'Environment',
            cluster: 'Cluster',
            service_name: 'Application',
            gen_ai_request_model: 'Model',
          },
          columns: [
            { query: query(requests(APPLICATION), 'Calls'), unit: 'reqps' },
            {
              query: query(errorShare(APPLICATION), 'Failures'),
              unit: 'percentunit',
              limits: { warn: 0.01, bad: 0.05 },
            },
            {
              query: query(quantile(0.95, CALLS, where(), APPLICATION), 'Latency, p95'),
              unit: 's',
              limits: { warn: 10, bad: 30 },
            },
            { query: query(perSecond(TOKENS, where(), APPLICATION), 'Tokens'), unit: 'cps' },
            { query: query(costPerHour(APPLICATION), 'Cost per hour'), unit: 'currencyUSD' },
          ],
          sort: 'Calls',
          empty: NOT_USED,
          height: 10,
        }),
        firingAlerts(FIRING, 6),
      ),
    ],
  });
