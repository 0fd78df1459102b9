/** Model servers of all engines, from the recorded series that they have in common. */
import { type DashboardDrawing, dashboard, row } from '../../telemetry/grafana/dashboard.ts';
import { quantileOfRates, share, total } from '../../telemetry/grafana/expressions.ts';
import { stat, timeSeries } from '../../telemetry/grafana/panels.ts';
import { query } from '../../telemetry/grafana/query.ts';
import { chained, matchers, PLACE } from '../../telemetry/grafana/variables.ts';

const CHOICES = { ...PLACE, namespace: 'Namespace', engine: 'Engine', model: 'Model' };
const WHERE = matchers(Object.keys(CHOICES));
const BY_MODEL = 'engine, model';
const BY_REPLICA = 'engine, model, pod';
/** Some engines do not say which model it is: what is missing leaves no hole at the end. */
const NAMED = '{{engine}} {{model}}';
const REPLICA = '{{pod}} {{model}}';
const NOT_MEASURED = 'not measured by these engines';

const sum = (series: string, by = ''): string => total(series, WHERE, by);
const quantile = (of: number, rates: string, by = ''): string => quantileOfRates(of, rates, WHERE, by);

const FIRST_TOKEN = 'llm:serving_time_to_first_token_seconds:rate5m';
const BETWEEN_TOKENS = 'llm:serving_inter_token_latency_seconds:rate5m';
const DURATION = 'llm:serving_request_duration_seconds:rate5m';

export const modelServingDashboard: DashboardDrawing = () =>
  dashboard({
    uid: 'model-serving',
    title: 'Model serving',
    description: 'Queues, latency, caches and throughput of model servers, by model and replica.',
    tags: ['llm'],
    variables: chained('llm:serving_requests:rate5m', CHOICES),
    rows: [
      row(
        'Now',
        stat({
          title: 'Requests',
          description: 'Requests per second that ended.',
          unit: 'reqps',
          queries: [query(sum('llm:serving_requests:rate5m'), 'requests')],
        }),
        stat({
          title: 'Waiting',
          description: 'Requests that wait for a server.',
          unit: 'short',
          limits: { warn: 10, bad: 100 },
          queries: [query(sum('llm:serving_waiting:requests'), 'waiting')],
          empty: NOT_MEASURED,
        }),
        stat({
          title: 'Time to first token, p90',
          description: 'Nine of ten requests have their first token within this time.',
          unit: 's',
          decimals: 2,
          limits: { warn: 1, bad: 5 },
          queries: [query(quantile(0.9, FIRST_TOKEN), 'first token')],
          empty: NOT_MEASURED,
        }),
        stat({
          title: 'Between tokens, p90',
          description: 'Nine of ten tokens follow the one before within this time.',
          unit: 's',
          decimals: 3,
          limits: { warn: 0.1, bad: 0.5 },
          queries: [query(quantile(0.9, BETWEEN_TOKENS), 'between tokens')],
          empty: NOT_MEASURED,
        }),
        stat({
          title: 'Fullest KV cache',
          description: 'Share of the KV cache that is in use, of the server with the least room.',
          unit: 'percentunit',
          limits: { warn: 0.85, bad: 0.95 },
          queries: [query(`max(llm:serving_kv_cache:ratio{${WHERE}})`, 'fullest')],
          empty: NOT_MEASURED,
        }),
        stat({
          title: 'Generated tokens',
          description: 'Tokens per second that all servers generate.',
          unit: 'cps',
          queries: [query(sum('llm:serving_generated_tokens:rate5m'), 'tokens')],
          empty: NOT_MEASURED,
        }),
      ),
      row(
        'Latency',
        timeSeries({
          title: 'Time to first token',
          description: 'Half and nine of ten requests have their first token within this time, by model.',
          unit: 's',
          min: 0,
          queries: [0.5, 0.9].map((of) => query(quantile(of, FIRST_TOKEN, BY_MODEL), `${NAMED} p${of * 100}`)),
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Time between tokens',
          description: 'Half and nine of ten tokens follow the one before within this time, by model.',
          unit: 's',
          min: 0,
          queries: [0.5, 0.9].map((of) => query(quantile(of, BETWEEN_TOKENS, BY_MODEL), `${NAMED} p${of * 100}`)),
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Duration of requests',
          description: 'Nine of ten requests end within this time, by model.',
          unit: 's',
          min: 0,
          queries: [query(quantile(0.9, DURATION, BY_MODEL), NAMED)],
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Requests',
          description: 'Requests per second that ended, by model.',
          unit: 'reqps',
          min: 0,
          queries: [query(sum('llm:serving_requests:rate5m', BY_MODEL), NAMED)],
        }),
      ),
      row(
        'Queue and cache, by replica',
        timeSeries({
          title: 'Waiting requests',
          description: 'Requests that wait in each server.',
          unit: 'short',
          min: 0,
          queries: [query(sum('llm:serving_waiting:requests', BY_REPLICA), REPLICA)],
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Running requests',
          description: 'Requests that each server works on.',
          unit: 'short',
          min: 0,
          queries: [query(sum('llm:serving_running:requests', BY_REPLICA), REPLICA)],
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'KV cache',
          description: 'Share of the KV cache of each server that is in use.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [query(`max by (${BY_REPLICA}) (llm:serving_kv_cache:ratio{${WHERE}})`, REPLICA)],
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Preemptions',
          description: 'Requests per second that lost their place in the KV cache and are begun again.',
          unit: 'cps',
          min: 0,
          queries: [query(sum('llm:serving_preemptions:rate5m', BY_REPLICA), REPLICA)],
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Prefix cache hits',
          description: 'Share of the tokens of prompts that were found in the prefix cache of each server.',
          unit: 'percentunit',
          min: 0,
          max: 1,
          queries: [
            query(
              share(
                sum('llm:serving_prefix_cache_hits:rate5m', BY_REPLICA),
                sum('llm:serving_prefix_cache_queries:rate5m', BY_REPLICA),
              ),
              REPLICA,
            ),
          ],
          empty: NOT_MEASURED,
        }),
        timeSeries({
          title: 'Tokens',
          description: 'Tokens per second of prompts and of answers, by model.',
          unit: 'cps',
          min: 0,
          queries: [
            query(sum('llm:serving_prompt_tokens:rate5m', BY_MODEL), `${NAMED} prompts`),
            query(sum('llm:serving_generated_tokens:rate5m', BY_MODEL), `${NAMED} answers`),
          ],
          empty: NOT_MEASURED,
        }),
      ),
    ],
  });
