/** The series that the rules of service level objectives record. */
import { gauge, metricsOf } from './metric.ts';

/** Over how long errors are measured: pairs of a long and a short window of multi-window alerts, and the budget's own. */
const SLO_WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d', '30d'] as const;

export const SLO = metricsOf(
  { emitter: 'recorded', delivery: 'recorded', source: 'generator/telemetry: rules of the SLOs', labels: ['slo'] },
  [
    ...SLO_WINDOWS.flatMap((window) => [
      gauge(`slo:sli_error:ratio_rate${window}`, 'ratio', [], `Share of bad events in the last ${window}.`),
      gauge(
        `slo:burn_rate:ratio_rate${window}`,
        'ratio',
        [],
        `How many times faster than allowed the budget was spent in the last ${window}.`,
      ),
    ]),
    gauge('slo:objective:ratio', 'ratio', [], 'Share of good events that was promised.'),
    gauge(
      'slo:error_budget:remaining_ratio',
      'ratio',
      [],
      'Share of the error budget that is left; below 0 it is overspent.',
    ),
  ],
);
