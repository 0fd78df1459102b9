/** Turns of phrase in PromQL that dashboards share. All return text: `query` checks the whole. */

/** Per second, added up by these labels; `where` is the inside of `{…}`. */
export function perSecond(counter: string, where: string, by = ''): string {
  return `sum${grouping(by)} (rate(${counter}{${where}}[$__rate_interval]))`;
}

/** How much came together in the dashboard's whole range. */
export function inRange(counter: string, where: string, by = ''): string {
  return `sum${grouping(by)} (increase(${counter}{${where}}[$__range]))`;
}

/** The value that this share of observations of a histogram stays under. */
export function quantile(share: number, histogram: string, where: string, by = ''): string {
  return `histogram_quantile(${share}, ${perSecond(`${histogram}_bucket`, where, by === '' ? 'le' : `le, ${by}`)})`;
}

/** A part of a whole; 0 where there is a whole and no part. Both grouped alike. */
export function share(part: string, whole: string): string {
  return `(${part} or ${whole} * 0) / ${whole}`;
}

/** A number even where there is no series: for counts of what is seldom there. */
export function orZero(text: string): string {
  return `(${text}) or vector(0)`;
}

function grouping(by: string): string {
  return by === '' ? '' : ` by (${by})`;
}
