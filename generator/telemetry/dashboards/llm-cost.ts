/** LLM cost: how much, on what, and whether the month's budget will do. */
import { type DashboardDrawing, dashboard, row } from '../grafana/dashboard.ts';
import { inRange, share } from '../grafana/expressions.ts';
import { CALLS, COST, costPerHour, modelVariables, TOKENS, where } from '../grafana/gen-ai.ts';
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

const total = (type: string): string => inRange(TOKENS, where(`gen_ai_token_type="${type}"`), ROW);

export const llmCost: DashboardDrawing = () =>
  dashboard({
    uid: 'llm-cost',
    title: 'LLM cost',
    description: 'What LLM calls cost, who spends it, and whether the budget of the month will do.',
    tags: ['llm'],
    from: 'now-24h',
    variables: modelVariables(),
    rows: [
      row(
        'This month',
        stat({
          title: 'Spent this month',
          description:
            'Since the first of the month. Needs as many days of retention; restarts lose what was not yet scraped.',
          unit: 'currencyUSD',
          decimals: 2,
          timeFrom: MONTH,
          queries: [query(SPENT, 'spent')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Forecast to the end of the month',
          description: 'What was spent so far, and the rate of the last day until the month ends.',
          unit: 'currencyUSD',
          decimals: 2,
          timeFrom: MONTH,
          queries: [query(FORECAST, 'forecast')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Budget used',
          description: "Share of the budget of the month (a day's times its days) that is spent.",
          unit: 'percentunit',
          decimals: 0,
          timeFrom: MONTH,
          limits: { warn: 0.8, bad: 1 },
          queries: [query(`${SPENT} / ${BUDGET}`, 'used')],
          empty: NO_BUDGET,
        }),
        stat({
          title: 'Forecast of budget',
          description: 'The forecast as a share of the budget: over 100 % it will not do.',
          unit: 'percentunit',
          decimals: 0,
          timeFrom: MONTH,
          limits: { warn: 0.9, bad: 1 },
          queries: [query(`(${FORECAST}) / ${BUDGET}`, 'forecast')],
          empty: NO_BUDGET,
        }),
        stat({
          title: 'Cost per hour',
          description: 'At the present rate.',
          unit: 'currencyUSD',
          decimals: 2,
          queries: [query(costPerHour(), 'per hour')],
          empty: NOT_USED,
        }),
        stat({
          title: 'Cost of a call',
          description: 'Mean of the present.',
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
          title: 'Cost per hour and the budget',
          description: 'The budget is that of a day, spread evenly over it.',
          unit: 'currencyUSD',
          queries: [query(costPerHour(), 'cost'), query(`${DAILY_BUDGET} / 24`, 'budget')],
        }),
        timeSeries({
          title: 'Cost per hour by model',
          description: 'US dollars per hour at the rate of that time.',
          unit: 'currencyUSD',
          stacked: true,
          queries: [query(costPerHour('gen_ai_request_model'), '{{gen_ai_request_model}}')],
        }),
        timeSeries({
          title: 'Cost per hour by application',
          description: 'US dollars per hour at the rate of that time.',
          unit: 'currencyUSD',
          stacked: true,
          queries: [query(costPerHour('service_name'), '{{service_name}}')],
        }),
        timeSeries({
          title: 'Against a week ago',
          description: 'Cost of now over cost of the same time a week ago: 1 is the same, 2 is twice as much.',
          unit: 'short',
          decimals: 2,
          queries: [
            query(
              `sum by (service_name) (rate(${COST}{${where()}}[1h])) / sum by (service_name) (rate(${COST}{${where()}}[1h] offset 1w))`,
              '{{service_name}}',
            ),
          ],
          empty: 'no week of data yet',
        }),
      ),
      row(
        'Who spends it, in the range on screen',
        ...(
          [
            ['Application', 'service_name'],
            ['Model', 'gen_ai_request_model'],
            ['Environment and cluster', 'environment, cluster'],
          ] as const
        ).map(([title, by]) =>
          bars({
            title,
            description: 'The ten that spent most.',
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
          description: 'In the range on screen.',
          rows: { service_name: 'Application', gen_ai_provider_name: 'Provider', gen_ai_request_model: 'Model' },
          columns: [
            { query: query(inRange(COST, where(), ROW), 'Cost'), unit: 'currencyUSD', decimals: 2 },
            {
              query: query(
                share(inRange(COST, where(), ROW), inRange(`${CALLS}_count`, where(), ROW)),
                'Cost of a call',
              ),
              unit: 'currencyUSD',
              decimals: 4,
            },
            { query: query(inRange(`${CALLS}_count`, where(), ROW), 'Calls'), unit: 'short' },
            { query: query(total('input'), 'Tokens in'), unit: 'short' },
            { query: query(total('output'), 'Tokens out'), unit: 'short' },
          ],
          sort: 'Cost',
          empty: NOT_USED,
          height: 10,
        }),
      ),
    ],
  });
