/** How old the last one of backups may be that are made every so many minutes. */
import type { Manifest } from '../kubernetes/manifest.ts';
import { prometheusRule } from '../kubernetes/prometheus-rule.ts';
import type { Stack } from '../stack/component.ts';
import { constant } from '../telemetry/slos.ts';
import type { Minutes } from './backup-minutes.ts';
import { keepsMetrics, prometheus } from './prometheus/handle.ts';

interface Owner {
  readonly name: string;
  readonly namespace: string;
  readonly component: string;
}

/** What the alert compares with: one may fail or be left out, because the one before it takes long. Nothing without Prometheus. */
export function frequentAgeLimit(owner: Owner, record: string, one: Minutes, stack: Stack): readonly Manifest[] {
  if (!keepsMetrics(stack.of(prometheus))) return [];
  const rule = { record, expr: constant((2 * one + 10) * 60) };
  return [prometheusRule(owner, [{ name: owner.name, rules: [rule] }])];
}
