/** How long a duration is, as Prometheus writes it. */

/** A year has 365 days, as for Prometheus (prometheus/common:model/time.go). */
const SECONDS: Readonly<Record<string, number>> = {
  y: 31_536_000,
  w: 604_800,
  d: 86_400,
  h: 3600,
  m: 60,
  s: 1,
  ms: 0.001,
};

/** `1h30m` is 5400. */
export function secondsOfDuration(text: string): number {
  return [...text.matchAll(/(\d+)([a-z]+)/g)].reduce(
    (sum, [, amount = '', unit = '']) => sum + Number(amount) * (SECONDS[unit] ?? 0),
    0,
  );
}
