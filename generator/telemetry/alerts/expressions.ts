/** Expressions that several alerts are made of. */

/** Whether any of the counters grows, by cluster, environment and these labels; PromQL. */
export function anyOf(counters: readonly string[], ...labels: readonly string[]): string {
  const by = ['cluster', 'environment', ...labels].join(', ');
  return counters.map((counter) => `sum by (${by}) (rate(${counter}[5m])) > 0`).join(' or ');
}
