/** Durations as Prometheus and Grafana write them. */

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Of one number with its unit, such as `5m`; not a number for anything else. */
export function secondsOf(duration: string): number {
  const [, amount, unit = ''] = /^(\d+)([smhdw])$/.exec(duration) ?? [];
  return Number(amount) * (SECONDS[unit] ?? Number.NaN);
}
