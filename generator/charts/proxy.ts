/** Charts whose programs read the variables of an HTTP proxy, and where their values have variables. A test compares this with the flows of the stack. */
import { trustingPrograms, type VariablesPlace } from './trust.ts';

/** Probes of the public host names, which are the cluster's own. */
const WITHOUT: readonly string[] = ['prometheus-blackbox-exporter'];

/** All are written in Go, whose default client reads the variables; Prometheus and Alertmanager do where their configuration says so. */
export function proxiedPrograms(chart: string): readonly VariablesPlace[] {
  return WITHOUT.includes(chart) ? [] : trustingPrograms(chart).map(({ environment }) => environment);
}
