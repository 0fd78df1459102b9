/** The alert about service level objectives: multi-window, multi-burn-rate, as in the SRE Workbook. */

import { type Alert, alert } from '../../telemetry/alert.ts';
import { promql } from '../../telemetry/promql.ts';

/** The long window shows that the burn rate is significant; with the short window the alert resolves soon after the errors stop. */
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
    summary: 'The error budget of {{ $labels.slo }} burns too fast',
    description: 'The burn rate is {{ $value | humanize }}. If it stays above 1, the objective is missed.',
    dashboard: 'slos',
    runbook: {
      meaning:
        'Users get a worse service than the objective allows. Critical: 2 % of the 30-day error budget was used in one hour, or 5 % in six hours. Warning: 10 % in one day or in three days.',
      diagnosis: [
        { caption: 'Remaining error budget of each objective:', query: promql('slo:error_budget:remaining_ratio') },
        { caption: 'Current share of bad events:', query: promql('slo:sli_error:ratio_rate5m') },
        { caption: 'Objectives:', query: promql('slo:objective:ratio') },
      ],
      mitigation: [
        '`ingestion-success`: see [SpansDropped] and [TelemetryRefused].',
        '`ingestion-freshness`: see [IngestionQueueGrowing] and [LangfuseWorkerStuck].',
        '`ui-availability`: see [UiUnreachable] and [LangfuseDown].',
        '`llm-success` and `llm-latency`: see [LlmErrorsJumped]. The dashboard *LLM overview* shows the model and the application.',
        'A custom objective: `sli` in the input defines what is counted.',
      ],
    },
  }),
];
