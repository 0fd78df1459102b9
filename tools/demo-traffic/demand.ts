/** Which series dashboards and rules ask for: with which labels, and since when. */
import { CATALOGUE } from '../../generator/telemetry/catalogue/catalogue.ts';
import { type Dashboard, isAboutLines } from '../preview/dashboard.ts';
import { secondsOf } from '../preview/duration.ts';
import { fill, firstChoice } from '../preview/fill.ts';
import type { Rules } from './rules.ts';
import { type Matcher, type Reading, readingOf } from './selectors.ts';

export interface Demand {
  /** Seconds before the end, by series. */
  readonly reaches: ReadonlyMap<string, number>;
  /** Labels that somebody groups, joins or selects by. */
  readonly labels: ReadonlySet<string>;
  /** Every text in a query of it, a label to take from among them. */
  readonly texts: ReadonlySet<string>;
  /** One list for each time that it is selected. */
  readonly matchers: readonly (readonly Matcher[])[];
}

/** How long alerts are looked back at: the usual range of a dashboard. */
export const ALERTS_SECONDS = 6 * 3600;

/** By the metric, those that rules record among them. `longest` limits how far back one looks. */
export function demandOf(dashboards: readonly Dashboard[], rules: Rules, longest: number): ReadonlyMap<string, Demand> {
  const demands = new Map<string, Demand>();
  const ask = (reading: Reading, seconds: number, passed: Iterable<string>): void => {
    for (const { series, matchers } of reading.selectors) {
      const metric = metricOf(series);
      const before = demands.get(metric);
      const reach = Math.min(longest, Math.max(before?.reaches.get(series) ?? 0, seconds + reading.reach));
      demands.set(metric, {
        reaches: new Map([...(before?.reaches ?? []), [series, reach]]),
        labels: new Set([...(before?.labels ?? []), ...reading.labels, ...passed]),
        texts: new Set([...(before?.texts ?? []), ...reading.texts]),
        matchers: [...(before?.matchers ?? []), matchers],
      });
    }
  };
  for (const dashboard of dashboards) {
    const chosen = firstChoice(dashboard);
    for (const { timeFrom, targets } of dashboard.panels)
      for (const { expr } of targets.filter((target) => !isAboutLines(target))) {
        const seconds = rangeSeconds(timeFrom ?? dashboard.time.from, longest);
        ask(readingOf(fill(expr, chosen, seconds, 60)), seconds, []);
      }
  }
  for (const { reading } of rules.alerts) ask(reading, ALERTS_SECONDS, []);
  // What is recorded last is read by no other rule: from there, everything is known of what each rule is asked for.
  for (const { record, labels, reading } of rules.recordings.toReversed().flat()) {
    const asked = demands.get(metricOf(record));
    const reach = asked?.reaches.get(record);
    if (asked !== undefined && reach !== undefined)
      ask(
        reading,
        reach,
        [...asked.labels].filter((label) => labels[label] === undefined),
      );
  }
  return demands;
}

function rangeSeconds(from: string, longest: number): number {
  return from.startsWith('now-') ? secondsOf(from.slice('now-'.length)) : longest;
}

/** Of a histogram it is the name without the suffix. */
function metricOf(series: string): string {
  return CATALOGUE.find(series)?.metric.name ?? series;
}
