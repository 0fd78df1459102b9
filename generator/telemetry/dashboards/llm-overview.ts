/** LLM overview: health, cost and latency of LLM applications. The dashboard to open first. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { inRange, orZero, perSecond, quantile } from '../grafana/expressions.ts';
import { FIRING_ALERTS, firingAlerts } from '../grafana/firing-alerts.ts';
import {
  CALLS,
  COST,
  costPerHour,
  errorShare,
  FIRST_TOKEN,
  failures,
  INPUT_TOKENS,
  modelVariables,
  OUTPUT_TOKENS,
  PER_TOKEN,
  percentiles,
  requests,
  tokens,
  where,
} from '../grafana/gen-ai.ts';
import { toDashboard } from '../grafana/links.ts';
import { bars, stat, timeSeries } from '../grafana/panels.ts';
import { query } from '../grafana/query.ts';
import { NOT_USED } from '../grafana/style.ts';
import { table } from '../grafana/table.ts';
import { matchers, PLACE } from '../grafana/variables.ts';

const FIRING = `ALERTS{${matchers(Object.keys(PLACE), FIRING_ALERTS)}}`;
const APPLICATION = 'environment, cluster, service_name, gen_ai_request_model';

export const llmOverview: DashboardDrawing = () =>
  dashboard({
    uid: 'llm-overview',
    title: 'LLM overview',
    description: 'Health, cost and latency of LLM applications.',
    tags: ['llm'],
    variables: modelVariables(),
    rows: [
      row(
        'Now',
        stat({
          title: 'Successful calls',
          description: 'Share of calls to models that succeed.',
          unit: 'percentunit',
          decimals: 2,
          limits: { warn: 0.99, bad: 0.95 },
          queries: [query(`1 - ${errorShare()}`, 'successful')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Alerts',
          description: 'Number of firing alerts. The table at the end of the dashboard lists them.',
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
          description: 'Cost of calls at the current rate, by the price list of the SDK.',
          unit: 'currencyUSD',
          decimals: 2,
          queries: [query(costPerHour(), 'per hour')],
          empty: NOT_USED,
          links: [toDashboard('llm-cost', 'Cost in detail')],
        }),
        stat({
          title: 'Latency, p95',
          description: 'At least 95 % of the calls are faster, from request to last token.',
          unit: 's',
          decimals: 2,
          limits: { warn: 10, bad: 30 },
          queries: [query(quantile(0.95, CALLS, where()), 'p95')],
          empty: NOT_USED,
        }),
        stat({
          title: 'First token, p95',
          description: 'At least 95 % of the streamed responses start faster.',
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
          title: 'Failures by provider and error type',
          description: 'Failed calls per second, for example by timeouts or rate limits.',
          unit: 'reqps',
          stacked: true,
          queries: [query(failures('gen_ai_provider_name, error_type'), '{{gen_ai_provider_name}} {{error_type}}')],
          width: 8,
          empty: 'no failures',
        }),
        timeSeries({
          title: 'Failure rate by model',
          description: 'Share of failed calls of each model.',
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
          description: 'US dollars per hour.',
          unit: 'currencyUSD',
          stacked: true,
          queries: [query(costPerHour('gen_ai_request_model'), '{{gen_ai_request_model}}')],
          width: 8,
        }),
        timeSeries({
          title: 'Input and output tokens',
          description:
            'Tokens per second. Output tokens cost more than input tokens. Cached tokens are part of the input, reasoning is part of the output.',
          unit: 'cps',
          queries: [
            query(perSecond(INPUT_TOKENS, where()), 'input'),
            query(perSecond(OUTPUT_TOKENS, where()), 'output'),
            query(perSecond('llm:cache_read_tokens_total', where()), 'read from cache'),
            query(perSecond('llm:cache_write_tokens_total', where()), 'written to cache'),
            query(perSecond('llm:reasoning_tokens_total', where()), 'reasoning'),
          ],
          width: 8,
        }),
        bars({
          title: 'Cost by application',
          description: 'Cost in the selected time range, for the ten applications with the highest cost.',
          unit: 'currencyUSD',
          decimals: 2,
          queries: [query(`sort_desc(topk(10, ${inRange(COST, where(), 'service_name')}))`, '{{service_name}}')],
        }),
      ),
      row(
        'What is slow?',
        timeSeries({
          title: 'Latency',
          description: 'Duration of calls, from request to last token.',
          unit: 's',
          queries: percentiles(CALLS),
          width: 8,
        }),
        timeSeries({
          title: 'Time to first token',
          description: 'Time until a streamed response starts.',
          unit: 's',
          queries: percentiles(FIRST_TOKEN),
          width: 8,
          empty: 'no streaming yet',
        }),
        timeSeries({
          title: 'Time per token, p95',
          description:
            'Time between tokens of a streamed response, by model. People read faster than one token in 0.1 s.',
          unit: 's',
          queries: [query(quantile(0.95, PER_TOKEN, where(), 'gen_ai_request_model'), '{{gen_ai_request_model}}')],
          width: 8,
          empty: 'no streaming yet',
        }),
        timeSeries({
          title: 'Latency by model, p95',
          description: 'At least 95 % of the calls of a model are faster.',
          unit: 's',
          queries: [query(quantile(0.95, CALLS, where(), 'gen_ai_request_model'), '{{gen_ai_request_model}}')],
        }),
        timeSeries({
          title: 'Latency by application, p95',
          description: 'At least 95 % of the calls of an application are faster.',
          unit: 's',
          queries: [query(quantile(0.95, CALLS, where(), 'service_name'), '{{service_name}}')],
        }),
      ),
      row(
        'Where?',
        table({
          title: 'Applications and models',
          description: 'Current values for each application and model.',
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
            { query: query(tokens(APPLICATION), 'Tokens'), unit: 'cps' },
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
