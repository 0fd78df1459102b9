/** LLM cost: by application and model, and compared with the budget of the month. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { inRange, share } from '../grafana/expressions.ts';
import { CALLS, COST, costPerHour, INPUT_TOKENS, modelVariables, OUTPUT_TOKENS, where } from '../grafana/gen-ai.ts';
import { bars, stat, timeSeries } from '../grafana/panels.ts';
import { query } from '../grafana/query.ts';
import { NOT_USED } from '../grafana/style.ts';
import { table } from '../grafana/table.ts';
import { matchers, PLACE } from '../grafana/variables.ts';

const SPENT = inRange(COST, where());
/** Of the running month, in UTC. */
const SECONDS_LEFT = '((days_in_month() - day_of_month() + 1) * 86400 - hour() * 3600 - minute() * 60)';
/** What was spent since the month began, and the rate of the last day until it ends. */
const FORECAST = `${SPENT} + sum(rate(${COST}{${where()}}[1d])) * ${SECONDS_LEFT}`;
/** Of all chosen clusters; a budget is no application's or model's, so these choices do not change it. */
const DAILY_BUDGET = `sum(llm:budget:usd_per_day{${matchers(Object.keys(PLACE))}})`;
const BUDGET = `(${DAILY_BUDGET} * days_in_month())`;
const NO_BUDGET = 'no budget set';
/** Panels about the month look at it from its first day, whatever the dashboard shows. */
const MONTH = 'now/M';
const ROW = 'service_name, gen_ai_provider_name, gen_ai_request_model';

export const llmCost: DashboardDrawing = () =>
  dashboard({
    uid: 'llm-cost',
    title: 'LLM cost',
    description: 'Cost of LLM calls, by application and model, and compared with the budget of the month.',
    tags: ['llm'],
    from: 'now-24h',
    variables: modelVariables(),
    rows: [
      row(
        'This month',
        stat({
          title: 'Spent this month',
          description:
            'Cost since the first of the month. Needs a retention of at least one month. Values that were not scraped before a restart are missing.',
          unit: 'currencyUSD',
          decimals: 2,
          timeFrom: MONTH,
          queries: [query(SPENT, 'spent')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Forecast to the end of the month',
          description: 'Cost so far, plus the rate of the last day until the end of the month.',
          unit: 'currencyUSD',
          decimals: 2,
          timeFrom: MONTH,
          queries: [query(FORECAST, 'forecast')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Budget used',
          description: 'Used share of the budget of the month (daily budget times days of the month).',
          unit: 'percentunit',
          decimals: 0,
          timeFrom: MONTH,
          limits: { warn: 0.8, bad: 1 },
          queries: [query(`${SPENT} / ${BUDGET}`, 'used')],
          empty: NO_BUDGET,
        }),
        stat({
          title: 'Budget forecast',
          description: 'Forecast as a share of the budget. Above 100 %, the budget will be exceeded.',
          unit: 'percentunit',
          decimals: 0,
          timeFrom: MONTH,
          limits: { warn: 0.9, bad: 1 },
          queries: [query(`(${FORECAST}) / ${BUDGET}`, 'forecast')],
          empty: NO_BUDGET,
        }),
        stat({
          title: 'Cost per hour',
          description: 'Cost at the current rate.',
          unit: 'currencyUSD',
          decimals: 2,
          queries: [query(costPerHour(), 'per hour')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Cost per call',
          description: 'Mean cost of current calls.',
          unit: 'currencyUSD',
          decimals: 4,
          queries: [
            query(`${costPerHour()} / (sum(rate(${CALLS}_count{${where()}}[$__rate_interval])) * 3600)`, 'per call'),
          ],
          empty: NOT_USED,
        }),
      ),
      row(
        'Rate',
        timeSeries({
          title: 'Cost per hour and budget',
          description: 'The budget is the daily budget divided by 24 hours.',
          unit: 'currencyUSD',
          queries: [query(costPerHour(), 'cost'), query(`${DAILY_BUDGET} / 24`, 'budget')],
        }),
        timeSeries({
          title: 'Cost per hour by model',
          description: 'US dollars per hour.',
          unit: 'currencyUSD',
          stacked: true,
          queries: [query(costPerHour('gen_ai_request_model'), '{{gen_ai_request_model}}')],
        }),
        timeSeries({
          title: 'Cost per hour by application',
          description: 'US dollars per hour.',
          unit: 'currencyUSD',
          stacked: true,
          queries: [query(costPerHour('service_name'), '{{service_name}}')],
        }),
        timeSeries({
          title: 'Compared with a week ago',
          description:
            'Current cost divided by the cost at the same time a week ago: 1 is the same, 2 is twice as much.',
          unit: 'short',
          decimals: 2,
          queries: [
            query(
              `sum by (service_name) (rate(${COST}{${where()}}[1h])) / sum by (service_name) (rate(${COST}{${where()}}[1h] offset 1w))`,
              '{{service_name}}',
            ),
          ],
          empty: 'less than a week of data',
        }),
      ),
      row(
        'Cost in the selected time range',
        ...(
          [
            ['Application', 'service_name'],
            ['Model', 'gen_ai_request_model'],
            ['Environment and cluster', 'environment, cluster'],
          ] as const
        ).map(([title, by]) =>
          bars({
            title,
            description: 'The ten with the highest cost.',
            unit: 'currencyUSD',
            decimals: 2,
            queries: [
              query(
                `sort_desc(topk(10, ${inRange(COST, where(), by)}))`,
                by
                  .split(', ')
                  .map((label) => `{{${label}}}`)
                  .join(' '),
              ),
            ],
            empty: NOT_USED,
          }),
        ),
        table({
          title: 'Applications and models',
          description: 'Cost, calls and tokens in the selected time range.',
          rows: { service_name: 'Application', gen_ai_provider_name: 'Provider', gen_ai_request_model: 'Model' },
          columns: [
            { query: query(inRange(COST, where(), ROW), 'Cost'), unit: 'currencyUSD', decimals: 2 },
            {
              query: query(
                share(inRange(COST, where(), ROW), inRange(`${CALLS}_count`, where(), ROW)),
                'Cost per call',
              ),
              unit: 'currencyUSD',
              decimals: 4,
            },
            { query: query(inRange(`${CALLS}_count`, where(), ROW), 'Calls'), unit: 'short' },
            { query: query(inRange(INPUT_TOKENS, where(), ROW), 'Tokens in'), unit: 'short' },
            { query: query(inRange(OUTPUT_TOKENS, where(), ROW), 'Tokens out'), unit: 'short' },
          ],
          sort: 'Cost',
          empty: NOT_USED,
          height: 10,
        }),
      ),
    ],
  });
