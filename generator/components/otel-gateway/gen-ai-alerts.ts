/** LLM traffic: errors, cost and budget. Applications send its metrics through the collector. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';
import { alerting } from '../alerting/handle.ts';

/** Of applications: a gateway or server measures the same calls again. */
const CLIENT = 'measured_by="client"';
const CALLS = `llm:call_duration_seconds_count{${CLIENT}}`;
const FAILED = `llm:call_duration_seconds_count{${CLIENT}, error_type!=""}`;
const COST = `llm:cost_usd_total{${CLIENT}}`;
const by = (labels: string, metric: string, window: string): string =>
  `sum by (${labels}) (rate(${metric}[${window}]))`;
const errorRatio = (window: string): string =>
  `${by('cluster, environment, service_name', FAILED, window)} / ${by('cluster, environment, service_name', CALLS, window)}`;
const cost = (window: string): string => `sum by (cluster, environment) (increase(${COST}[${window}]))`;

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
    summary: 'The LLM error rate of {{ $labels.service_name }} is unusually high',
    description:
      '{{ $value | humanizePercentage }} of the LLM calls in the last 15 minutes failed: more than 5 %, and more than three times the error rate of the last day.',
    dashboard: 'llm-overview',
    runbook: {
      meaning:
        'Users of the application see errors or wait for retries. The usual reasons are an outage of the provider, a rate limit, or a change of the application.',
      diagnosis: [
        {
          caption: 'Errors per second, by type, provider and model:',
          query: promql(by('error_type, gen_ai_provider_name, gen_ai_request_model', FAILED, '15m')),
        },
        {
          caption: 'Errors per second, by application:',
          query: promql(by('service_name', FAILED, '15m')),
        },
      ],
      mitigation: [
        'One provider fails for all applications: check its status page. Switch to another model or provider if the application allows it.',
        'The error is `RateLimitError`: request a higher limit, or reduce the call rate.',
        'One application fails after a release: open a failed trace in Langfuse (level ERROR). If the release is the cause, roll it back.',
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
    summary: 'The cost of LLM calls is unusually high',
    description:
      'The LLM calls of the last hour cost {{ printf "%.2f" $value }} USD: more than three times the hourly average of the last day.',
    dashboard: 'llm-cost',
    runbook: {
      meaning: 'Possible reasons are a loop, larger prompts, a more expensive model, or more users.',
      diagnosis: [
        {
          caption: 'Cost in the last hour, by application and model:',
          query: promql(`topk(10, sum by (service_name, gen_ai_request_model) (increase(${COST}[1h])))`),
        },
        {
          caption: 'Calls per second, by application:',
          query: promql(by('service_name', CALLS, '1h')),
        },
        {
          caption: 'Input tokens per second, by application:',
          query: promql(by('service_name', `llm:input_tokens_total{${CLIENT}}`, '1h')),
        },
        {
          caption: 'Output tokens per second, by application:',
          query: promql(by('service_name', `llm:output_tokens_total{${CLIENT}}`, '1h')),
        },
      ],
      mitigation: [
        'One application makes many calls with the same prompt: this is probably a loop. Stop the caller, then check its traces in Langfuse.',
        'The number of calls is the same, but there are many more input tokens: the context has grown. Compare a trace from before with a current one.',
        'The growth is expected: no action is needed. Set `budget.usdPerDay` to get an alert for a fixed amount.',
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
    summary: 'The daily LLM budget is exceeded',
    description: 'The LLM calls of the last 24 hours cost {{ printf "%.2f" $value }} USD.',
    dashboard: 'llm-cost',
    needs: [alerting],
    runbook: {
      meaning:
        'The LLM calls of the cluster cost more in 24 hours than `budget.usdPerDay`. The budget only triggers this alert: no calls are blocked.',
      diagnosis: [
        { caption: 'Daily budget:', query: promql('llm:budget:usd_per_day') },
        {
          caption: 'Cost in the last 24 hours, by application and model:',
          query: promql(`topk(10, sum by (service_name, gen_ai_request_model) (increase(${COST}[1d])))`),
        },
      ],
      mitigation: [
        'Contact the owners of the most expensive applications. The usual saving is a smaller model for the same prompt.',
        'The cost is expected: increase `budget.usdPerDay` for the fleet, the environment or the cluster.',
      ],
    },
  }),
];
