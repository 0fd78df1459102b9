/** Service level objectives: targets, remaining error budgets and burn rates. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { stat, timeSeries } from '../grafana/panels.ts';
import { query } from '../grafana/query.ts';
import { table } from '../grafana/table.ts';
import { chained, matchers, PLACE } from '../grafana/variables.ts';

const CHOICES = { ...PLACE, slo: 'Objective' };
const recorded = (series: string): string => `slo:${series}{${matchers(Object.keys(CHOICES))}}`;

const REMAINING = recorded('error_budget:remaining_ratio');
const burn = (window: string): string => recorded(`burn_rate:ratio_rate${window}`);

/** Burn rates of the critical alert: the budget of 30 days is used up in 5 and in 2 days. */
const PAGE = { warn: 6, bad: 14.4 };

export const slos: DashboardDrawing = () =>
  dashboard({
    uid: 'slos',
    title: 'Service level objectives',
    description: 'Targets, remaining error budgets and burn rates of the service level objectives.',
    tags: ['slo'],
    from: 'now-7d',
    variables: chained('slo:objective:ratio', CHOICES),
    rows: [
      row(
        'Now',
        stat({
          title: 'Lowest error budget',
          description: 'Remaining error budget of the objective with the lowest one. Below 0, the objective is missed.',
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
          title: 'Highest burn rate, 1 hour',
          description:
            'A burn rate of 1 uses up the error budget exactly at the end of the window, 2 in half of the window.',
          unit: 'short',
          decimals: 1,
          limits: PAGE,
          queries: [query(`max(${burn('1h')})`, 'burn')],
          width: 6,
        }),
        stat({
          title: 'Objectives',
          description: 'Number of objectives.',
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
            'Target and actual share of good events over the window, remaining error budget, and burn rates.',
          rows: { slo: 'Objective', environment: 'Environment', cluster: 'Cluster' },
          columns: [
            {
              query: query(`max by (slo, environment, cluster) (${recorded('objective:ratio')})`, 'Target'),
              unit: 'percentunit',
              decimals: 2,
            },
            {
              query: query(
                `min by (slo, environment, cluster) (1 - (1 - ${REMAINING}) * (1 - ${recorded('objective:ratio')}))`,
                'Actual',
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
              query: query(`max by (slo, environment, cluster) (${burn('1h')})`, 'Burn rate, 1 hour'),
              unit: 'short',
              decimals: 1,
              limits: PAGE,
            },
            {
              query: query(`max by (slo, environment, cluster) (${burn('6h')})`, 'Burn rate, 6 hours'),
              unit: 'short',
              decimals: 1,
              limits: { warn: 1, bad: 6 },
            },
            {
              query: query(`max by (slo, environment, cluster) (${burn('3d')})`, 'Burn rate, 3 days'),
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
          title: 'Error budget left',
          description: 'Remaining share of the error budget.',
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
          title: 'Burn rate, 1 hour',
          description: 'The lines are the thresholds of the critical alert.',
          unit: 'short',
          min: 0,
          limits: PAGE,
          queries: [query(`max by (slo) (${burn('1h')})`, '{{slo}}')],
        }),
        timeSeries({
          title: 'Burn rate, 6 hours',
          description: 'Shows slower, longer-lasting problems.',
          unit: 'short',
          min: 0,
          limits: { warn: 1, bad: 6 },
          queries: [query(`max by (slo) (${burn('6h')})`, '{{slo}}')],
        }),
      ),
    ],
  });
