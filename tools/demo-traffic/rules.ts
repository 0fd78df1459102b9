/** The rules of a cluster that watches everything that can be watched, as Prometheus gets them, in the order in which they can be evaluated. */
import * as z from 'zod';
import { ruleGroups, watchedCluster } from '../../test/telemetry/rules/watched-cluster.ts';
import { type Reading, readingOf } from './selectors.ts';

const labels = z.record(z.string(), z.string()).default({});
const expr = z.string();

const rule = z.union([
  z.object({ record: z.string(), expr, labels }),
  z.object({ alert: z.string(), expr, labels, for: z.string().default('0s') }),
]);

export interface Recording {
  readonly record: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly reading: Reading;
}

export interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  /** How long it is pending, e.g. `5m`. */
  readonly pending: string;
  readonly reading: Reading;
}

export interface Rules {
  /** Each list reads only what is scraped and what the lists before it record. */
  readonly recordings: readonly (readonly Recording[])[];
  readonly alerts: readonly Alert[];
}

export function rulesOf(budgetUsdPerDay: number): Rules {
  const answers = watchedCluster({ fleet: { budget: { usdPerDay: budgetUsdPerDay } } });
  const rules = ruleGroups(answers).flatMap((group) => z.array(rule).parse(group.rules));
  const recordings = rules.flatMap((each) =>
    'record' in each
      ? [{ record: each.record, expr: each.expr, labels: each.labels, reading: readingOf(each.expr) }]
      : [],
  );
  const alerts = rules.flatMap((each) =>
    'alert' in each
      ? [
          {
            alert: each.alert,
            expr: each.expr,
            labels: each.labels,
            pending: each.for,
            reading: readingOf(each.expr),
          },
        ]
      : [],
  );
  return { recordings: inOrder(recordings), alerts };
}

function inOrder(recordings: readonly Recording[]): readonly (readonly Recording[])[] {
  const levels = new Map<string, number>();
  /** How many rules are one after the other before the series is there: none for what no rule records. */
  const levelOf = (series: string): number => {
    const known = levels.get(series);
    if (known !== undefined) return known;
    const rules = recordings.filter(({ record }) => record === series);
    const read = rules.flatMap(({ reading }) => reading.selectors.map((each) => levelOf(each.series)));
    const level = rules.length === 0 ? 0 : Math.max(0, ...read) + 1;
    levels.set(series, level);
    return level;
  };
  const highest = Math.max(...recordings.map(({ record }) => levelOf(record)));
  return Array.from({ length: highest }, (_, index) =>
    recordings.filter(({ record }) => levelOf(record) === index + 1),
  );
}
