/** Every check of a cluster. */

import type { Check } from './check.ts';
import { backupChecks } from './checks/backups.ts';
import { dashboardChecks } from './checks/dashboards.ts';
import { metricChecks } from './checks/metrics.ts';
import { networkChecks } from './checks/network.ts';
import { addressChecks } from './checks/public-addresses.ts';
import { traceChecks } from './checks/traces.ts';
import type { Subject } from './subject.ts';

const CHECKS: readonly ((subject: Subject) => readonly Check[])[] = [
  traceChecks,
  metricChecks,
  backupChecks,
  dashboardChecks,
  networkChecks,
  addressChecks,
];

/** Those that the cluster gives an occasion for: what it does not have is not checked. */
export function checksOf(subject: Subject): readonly Check[] {
  return CHECKS.flatMap((checks) => checks(subject));
}
