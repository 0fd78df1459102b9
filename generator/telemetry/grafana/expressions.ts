/** PromQL that several dashboards use. All functions return text; `query` checks the complete expression. */

/** Rate per second, summed by these labels; `where` is the content of `{…}`. */
export function perSecond(counter: string, where: string, by = ''): string {
  return `sum${grouping(by)} (rate(${counter}{${where}}[$__rate_interval]))`;
}

/** Increase over the time range of the dashboard. */
export function inRange(counter: string, where: string, by = ''): string {
  return `sum${grouping(by)} (increase(${counter}{${where}}[$__range]))`;
}

/** A quantile of a histogram; `share` is between 0 and 1. */
export function quantile(share: number, histogram: string, where: string, by = ''): string {
  return `histogram_quantile(${share}, ${perSecond(`${histogram}_bucket`, where, by === '' ? 'le' : `le, ${by}`)})`;
}

/** Sum of gauges, or of recorded rates. */
export function total(series: string, where: string, by = ''): string {
  return `sum${grouping(by)} (${series}{${where}})`;
}

/** A quantile of the recorded rates of a histogram's buckets. */
export function quantileOfRates(share: number, rates: string, where: string, by = ''): string {
  return `histogram_quantile(${share}, ${total(rates, where, by === '' ? 'le' : `le, ${by}`)})`;
}

/** `part / whole`; 0 where only `whole` has a series. Both must have the same grouping. */
export function share(part: string, whole: string): string {
  return `(${part} or ${whole} * 0) / ${whole}`;
}

/** The same with a text in place of a label that is missing. */
export function named(text: string, label: string, missing: string): string {
  return `label_replace(${text}, "${label}", "${missing}", "${label}", "")`;
}

/** The expression, or 0 where it has no series: for counts of rare events. */
export function orZero(text: string): string {
  return `(${text}) or vector(0)`;
}

function grouping(by: string): string {
  return by === '' ? '' : ` by (${by})`;
}
