/** The one alert about service level objectives: budgets that are spent too fast, over several windows at once. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';

/** A long window so that it matters, and a short one so that it ends when the trouble does. */
const burns = (factor: string, long: string, short: string): string =>
  `(slo:burn_rate:ratio_rate${long} > ${factor} and slo:burn_rate:ratio_rate${short} > ${factor})`;

export const SLO_ALERTS: readonly Alert[] = [
  alert({
    name: 'ErrorBudgetBurn',
    rules: [
      {
        severity: 'critical',
        expression: promql(`${burns('14.4', '1h', '5m')} or ${burns('6', '6h', '30m')}`),
        for: '2m',
      },
      {
        severity: 'warning',
        expression: promql(`${burns('3', '1d', '2h')} or ${burns('1', '3d', '6h')}`),
        for: '15m',
      },
    ],
    summary: 'The error budget of {{ $labels.slo }} is being spent too fast',
    description: 'It is spent {{ $value | humanize }} times as fast as allowed. At this rate the objective is missed.',
    dashboard: 'slos',
    runbook: {
      meaning:
        'Users get less than was promised. Critical: 2 % of the budget of 30 days in an hour, or 5 % in six. Warning: 10 % in a day or in three.',
      diagnosis: [
        { caption: 'What is left of each budget:', query: promql('slo:error_budget:remaining_ratio') },
        { caption: 'The share of bad events, now and over the hour:', query: promql('slo:sli_error:ratio_rate5m') },
        { caption: 'What was promised:', query: promql('slo:objective:ratio') },
      ],
      mitigation: [
        '`ingestion-success`: see `SpansDropped` and `TelemetryRefused`.',
        '`ingestion-freshness`: see `IngestionQueueGrowing` and `LangfuseWorkerStuck`.',
        '`ui-availability`: see `UiUnreachable` and `LangfuseDown`.',
        '`llm-success` and `llm-latency`: see `LlmErrorsJumped`; the overview of LLM traffic shows which model and application.',
        'An objective of your own: its `sli` in the input says what is counted.',
      ],
    },
  }),
];
