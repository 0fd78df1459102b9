/**
 * LLM overview: is it healthy, what does it cost, what is slow, and where.
 * Metric and label names are those of OpenLIT's Python SDK 1.45 as the collector writes them to Prometheus
 * (sdk/python/src/openlit/otel/metrics.py; the cost histogram's default buckets are useless, so only its sum is used).
 */
import type { JsonObject } from '../json.ts';
import { DATASOURCE_VARIABLE, labelVariable, type Query, stat, timeSeries } from './panel.ts';

const DURATION = 'gen_ai_client_operation_duration_seconds';
const FIRST_TOKEN = 'gen_ai_server_time_to_first_token_seconds';
const TOKENS = 'gen_ai_client_token_usage_sum';
const COST = 'gen_ai_usage_cost_USD_sum';

/** Chained: each narrows those after it. */
const VARIABLES: readonly (readonly [label: string, title: string])[] = [
  ['environment', 'Environment'],
  ['cluster', 'Cluster'],
  ['service_name', 'Application'],
  ['gen_ai_request_model', 'Model'],
];

const SELECTOR = VARIABLES.map(([label]) => `${label}=~"$${label}"`).join(', ');

function rate(metric: string, by = '', extra = ''): string {
  return `sum${by === '' ? '' : ` by (${by})`} (rate(${metric}{${SELECTOR}${extra === '' ? '' : `, ${extra}`}}[$__rate_interval]))`;
}

function quantiles(metric: string): readonly Query[] {
  return [0.5, 0.95, 0.99].map((quantile) => ({
    expr: `histogram_quantile(${quantile}, ${rate(`${metric}_bucket`, 'le')})`,
    legend: `p${quantile * 100}`,
  }));
}

const requests = rate(`${DURATION}_count`);
const errors = rate(`${DURATION}_count`, '', 'error_type!=""');

export function llmOverview(): JsonObject {
  return {
    uid: 'llm-overview',
    title: 'LLM overview',
    tags: ['llm', 'lang-observatory'],
    schemaVersion: 41,
    editable: false,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    timezone: 'browser',
    templating: { list: [DATASOURCE_VARIABLE, ...VARIABLES.map(variable)] },
    panels: [
      stat(
        {
          title: 'Requests',
          description: 'Calls to models per second.',
          unit: 'reqps',
          queries: [{ expr: requests, legend: 'requests' }],
        },
        { x: 0, y: 0, w: 6, h: 5 },
      ),
      stat(
        {
          title: 'Errors',
          description: 'Share of calls that failed.',
          unit: 'percentunit',
          queries: [{ expr: `(${errors} or vector(0)) / ${requests}`, legend: 'errors' }],
        },
        { x: 6, y: 0, w: 6, h: 5 },
      ),
      stat(
        {
          title: 'Cost',
          description: 'What calls cost per hour at their present rate.',
          unit: 'currencyUSD',
          queries: [{ expr: `${rate(COST)} * 3600`, legend: 'per hour' }],
        },
        { x: 12, y: 0, w: 6, h: 5 },
      ),
      stat(
        {
          title: 'Latency, p95',
          description: 'Nineteen of twenty calls take less.',
          unit: 's',
          queries: quantiles(DURATION).slice(1, 2),
        },
        { x: 18, y: 0, w: 6, h: 5 },
      ),
      timeSeries(
        {
          title: 'Requests by model',
          description: 'Calls per second.',
          unit: 'reqps',
          queries: [{ expr: rate(`${DURATION}_count`, 'gen_ai_request_model'), legend: '{{gen_ai_request_model}}' }],
        },
        { x: 0, y: 5, w: 12, h: 8 },
      ),
      timeSeries(
        {
          title: 'Errors by type',
          description: 'Failed calls per second.',
          unit: 'reqps',
          queries: [
            {
              expr: rate(`${DURATION}_count`, 'error_type, gen_ai_provider_name', 'error_type!=""'),
              legend: '{{gen_ai_provider_name}} {{error_type}}',
            },
          ],
        },
        { x: 12, y: 5, w: 12, h: 8 },
      ),
      timeSeries(
        {
          title: 'Latency',
          description: 'How long calls take, from request to last token.',
          unit: 's',
          queries: quantiles(DURATION),
        },
        { x: 0, y: 13, w: 12, h: 8 },
      ),
      timeSeries(
        {
          title: 'Time to first token',
          description: 'How long a reader waits for streamed answers to begin.',
          unit: 's',
          queries: quantiles(FIRST_TOKEN),
        },
        { x: 12, y: 13, w: 12, h: 8 },
      ),
      timeSeries(
        {
          title: 'Tokens',
          description: 'Tokens per second, in and out.',
          unit: 'short',
          queries: [{ expr: rate(TOKENS, 'gen_ai_token_type'), legend: '{{gen_ai_token_type}}' }],
        },
        { x: 0, y: 21, w: 12, h: 8 },
      ),
      timeSeries(
        {
          title: 'Cost by model',
          description: 'US dollars per hour at the present rate.',
          unit: 'currencyUSD',
          queries: [{ expr: `${rate(COST, 'gen_ai_request_model')} * 3600`, legend: '{{gen_ai_request_model}}' }],
        },
        { x: 12, y: 21, w: 12, h: 8 },
      ),
    ],
  };
}

function variable([name, label]: readonly [string, string], index: number): JsonObject {
  const before = VARIABLES.slice(0, index).map(([above]) => `${above}=~"$${above}"`);
  return labelVariable(name, label, `${DURATION}_count{${before.join(', ')}}`);
}
