/** LLM traffic itself: errors, cost and budget. Its metrics come by the collector. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { alerting } from '../alerting/handle.ts';

const CALLS = 'gen_ai_client_operation_duration_seconds_count';
const by = (labels: string, metric: string, window: string): string =>
  `sum by (${labels}) (rate(${metric}[${window}]))`;
const errorRatio = (window: string): string =>
  `${by('cluster, environment, service_name', `${CALLS}{error_type!=""}`, window)} / ${by('cluster, environment, service_name', CALLS, window)}`;
const cost = (window: string): string =>
  `sum by (cluster, environment) (increase(gen_ai_usage_cost_USD_sum[${window}]))`;

export const GEN_AI_ALERTS: readonly Alert[] = [
  alert({
    name: 'LlmErrorsJumped',
    rules: [
      {
        severity: 'warning',
        expression: promql(
          `${errorRatio('15m')} > 0.05 and ${errorRatio('15m')} > 3 * (${errorRatio('1d')}) and ${by('cluster, environment, service_name', CALLS, '15m')} > 0.02`,
        ),
        for: '5m',
      },
    ],
    summary: 'Calls to models fail far more than usual in {{ $labels.service_name }}',
    description:
      '{{ $value | humanizePercentage }} of the calls of the last 15 minutes failed: over 5 %, and over three times the share of the last day.',
    dashboard: 'llm-overview',
    runbook: {
      meaning:
        'Users of the application see failures or wait for retries. A provider that is down, a limit that is reached or a change of the application are the usual reasons.',
      diagnosis: [
        {
          caption: 'Which errors, of which model and provider:',
          query: promql(
            'sum by (error_type, gen_ai_provider_name, gen_ai_request_model) (rate(gen_ai_client_operation_duration_seconds_count{error_type!=""}[15m]))',
          ),
        },
        {
          caption: 'Whether other applications see it too:',
          query: promql(
            'sum by (service_name) (rate(gen_ai_client_operation_duration_seconds_count{error_type!=""}[15m]))',
          ),
        },
      ],
      mitigation: [
        'One provider, all applications: look at its status page; switch to another model or provider where the application allows it.',
        '`RateLimitError`: ask for a higher limit, or slow the caller down.',
        'One application after a release: open a failed trace in Langfuse (its level is ERROR) and roll the release back if it is to blame.',
      ],
    },
  }),
  alert({
    name: 'LlmCostJumped',
    rules: [
      {
        severity: 'warning',
        expression: promql(`${cost('1h')} > 1 and ${cost('1h')} > 3 * ${cost('1d')} / 24`),
        for: '15m',
      },
    ],
    summary: 'LLM calls cost far more than usual',
    description:
      'The last hour cost {{ printf "%.2f" $value }} USD: more than three times the average hour of the last day.',
    dashboard: 'llm-cost',
    runbook: {
      meaning:
        'Something spends money faster than it did: a loop, a larger prompt, a dearer model, or simply more users.',
      diagnosis: [
        {
          caption: 'Who spends it:',
          query: promql(
            'topk(10, sum by (service_name, gen_ai_request_model) (increase(gen_ai_usage_cost_USD_sum[1h])))',
          ),
        },
        {
          caption: 'Whether there are more calls, or dearer ones:',
          query: promql('sum by (service_name) (rate(gen_ai_client_operation_duration_seconds_count[1h]))'),
        },
        {
          caption: 'Tokens, in and out:',
          query: promql('sum by (service_name, gen_ai_token_type) (rate(gen_ai_client_token_usage_sum[1h]))'),
        },
      ],
      mitigation: [
        'Many calls of one application with the same prompt are a loop: stop it at its caller, then look at its traces in Langfuse.',
        'The same number of calls with many more input tokens: the context grew. Look at one trace before and one after.',
        'If the growth is wanted, nothing is to be mended; set a `budget` so that the next surprise is told by amount.',
      ],
    },
  }),
  alert({
    name: 'LlmBudgetOverrun',
    rules: [
      {
        severity: 'warning',
        expression: promql(`${cost('1d')} > on (cluster, environment) llm:budget:usd_per_day`),
        for: '15m',
      },
    ],
    summary: 'LLM calls of one day cost more than the budget',
    description: 'The last 24 hours cost {{ printf "%.2f" $value }} USD.',
    dashboard: 'llm-cost',
    needs: [alerting],
    runbook: {
      meaning: 'The cluster spent more in 24 hours than `budget.usdPerDay` allows. Nothing is stopped by it.',
      diagnosis: [
        { caption: 'The budget:', query: promql('llm:budget:usd_per_day') },
        {
          caption: 'Who spent it:',
          query: promql(
            'topk(10, sum by (service_name, gen_ai_request_model) (increase(gen_ai_usage_cost_USD_sum[1d])))',
          ),
        },
      ],
      mitigation: [
        'Talk to the owners of the applications that spend most; a smaller model for the same prompt is the usual saving.',
        'If the spending is right, raise `budget.usdPerDay` for the fleet, the environment or the cluster.',
      ],
    },
  }),
];
