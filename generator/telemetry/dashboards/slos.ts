/** Service level objectives: what was promised, what is left of the error budget, and how fast it is spent. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { stat, timeSeries } from '../grafana/panels.ts';
import { query } from '../grafana/query.ts';
import { table } from '../grafana/table.ts';
import { chained, matchers, PLACE } from '../grafana/variables.ts';

const CHOICES = { ...PLACE, slo: 'Objective' };
const recorded = (series: string): string => `slo:${series}{${matchers(Object.keys(CHOICES))}}`;

const REMAINING = recorded('error_budget:remaining_ratio');
const burn = (window: string): string => recorded(`burn_rate:ratio_rate${window}`);

/** At these rates of spending, over a window and a twelfth of it, somebody is paged: a month's budget is gone in 2 and in 5 days. */
const PAGE = { warn: 6, bad: 14.4 };

export const slos: DashboardDrawing = () =>
  dashboard({
    uid: 'slos',
    title: 'Service level objectives',
    description: 'What was promised, what is left of each error budget, and how fast it is being spent.',
    tags: ['slo'],
    from: 'now-7d',
    variables: chained('slo:objective:ratio', CHOICES),
    rows: [
      row(
        'Now',
        stat({
          title: 'Budget left, worst',
          description: 'Of the objective that is worst off. Below 0 the promise of the window is broken.',
          unit: 'percentunit',
          decimals: 0,
          limits: { warn: 0.25, bad: 0 },
          queries: [query(`min(${REMAINING})`, 'left')],
          width: 6,
        }),
        stat({
          title: 'Objectives missed',
          description: 'Objectives whose error budget is used up.',
          unit: 'short',
          limits: { warn: 1, bad: 2 },
          queries: [query(`count(${REMAINING} <= 0) or vector(0)`, 'missed')],
          width: 6,
        }),
        stat({
          title: 'Fastest burn, 1 hour',
          description:
            'How many times faster than allowed the budget is spent: 1 uses it up exactly at the end of the window.',
          unit: 'short',
          decimals: 1,
          limits: PAGE,
          queries: [query(`max(${burn('1h')})`, 'burn')],
          width: 6,
        }),
        stat({
          title: 'Objectives',
          description: 'Objectives that are measured.',
          unit: 'short',
          queries: [query(`count(${recorded('objective:ratio')})`, 'objectives')],
          width: 6,
        }),
      ),
      row(
        'Objectives',
        table({
          title: 'Objectives',
          description:
            'Share of good events that was promised and that was kept over the window, what is left of the budget, and how fast it goes.',
          rows: { slo: 'Objective', environment: 'Environment', cluster: 'Cluster' },
          columns: [
            {
              query: query(`max by (slo, environment, cluster) (${recorded('objective:ratio')})`, 'Promised'),
              unit: 'percentunit',
              decimals: 2,
            },
            {
              query: query(
                `min by (slo, environment, cluster) (1 - (1 - ${REMAINING}) * (1 - ${recorded('objective:ratio')}))`,
                'Kept',
              ),
              unit: 'percentunit',
              decimals: 3,
            },
            {
              query: query(`min by (slo, environment, cluster) (${REMAINING})`, 'Budget left'),
              unit: 'percentunit',
              decimals: 0,
              limits: { warn: 0.25, bad: 0 },
            },
            {
              query: query(`max by (slo, environment, cluster) (${burn('1h')})`, 'Burn, 1 hour'),
              unit: 'short',
              decimals: 1,
              limits: PAGE,
            },
            {
              query: query(`max by (slo, environment, cluster) (${burn('6h')})`, 'Burn, 6 hours'),
              unit: 'short',
              decimals: 1,
              limits: { warn: 1, bad: 6 },
            },
            {
              query: query(`max by (slo, environment, cluster) (${burn('3d')})`, 'Burn, 3 days'),
              unit: 'short',
              decimals: 1,
              limits: { warn: 1, bad: 2 },
            },
          ],
          sort: 'Objective',
          empty: 'no objectives recorded yet',
        }),
      ),
      row(
        'Over time',
        timeSeries({
          title: 'Budget left',
          description: 'Share of the error budget that is left.',
          unit: 'percentunit',
          max: 1,
          limits: { warn: 0.25, bad: 0 },
          queries: [query(`min by (slo) (${REMAINING})`, '{{slo}}')],
        }),
        timeSeries({
          title: 'Errors, 5 minutes',
          description: 'Share of bad events.',
          unit: 'percentunit',
          min: 0,
          queries: [query(`max by (slo) (${recorded('sli_error:ratio_rate5m')})`, '{{slo}}')],
        }),
        timeSeries({
          title: 'Burn, 1 hour',
          description: 'How many times faster than allowed. The lines are where alerts begin.',
          unit: 'short',
          min: 0,
          limits: PAGE,
          queries: [query(`max by (slo) (${burn('1h')})`, '{{slo}}')],
        }),
        timeSeries({
          title: 'Burn, 6 hours',
          description: 'How many times faster than allowed; slower fires that last.',
          unit: 'short',
          min: 0,
          limits: { warn: 1, bad: 6 },
          queries: [query(`max by (slo) (${burn('6h')})`, '{{slo}}')],
        }),
      ),
    ],
  });
