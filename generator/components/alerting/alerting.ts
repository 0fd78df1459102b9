/** What is watched on a cluster and who is told: the sections `alerting`, `slos` and `budget` of the input. */
import * as z from 'zod';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { prometheusRule, type RuleGroup } from '../../kubernetes/prometheus-rule.ts';
import { defineComponent } from '../../stack/component.ts';
import { constant, sloRules } from '../../telemetry/slos.ts';
import { STACK } from '../namespaces/namespaces.ts';
import { SLO_ALERTS } from './alerts.ts';
import { receiversSecret } from './credentials.ts';
import { alerting as section } from './settings.ts';
import { budget, objectivesOf, slos } from './slos.ts';

const NAME = 'alerting';

export const alerting = defineComponent({
  name: NAME,
  description: 'Objectives, budget and receivers of alerts.',
  namespace: STACK,
  // Wherever Prometheus is.
  modes: ['on-demand'],
  settings: z.strictObject({ alerting: section.prefault({}), slos, budget }),
  alerts: SLO_ALERTS,
  requires: (s) => ['prometheus-crds', ...(receiversSecret(s.alerting).length > 0 ? ['credentials'] : [])],
  secrets: (s) => receiversSecret(s.alerting),
  extras: (s, stack) => [
    ...objectivesOf(s.slos, stack).flatMap((slo) => recorded(`slo-${slo.name}`, sloRules(slo))),
    ...recorded('budget', s.budget === undefined ? [] : [budgetRules(s.budget.usdPerDay)]),
  ],
});

function recorded(name: string, groups: readonly RuleGroup[]): readonly Manifest[] {
  if (groups.length === 0) return [];
  return [prometheusRule({ name, namespace: STACK_NAMESPACE, component: NAME }, groups)];
}

function budgetRules(usdPerDay: number): RuleGroup {
  return { name: 'budget', rules: [{ record: 'llm:budget:usd_per_day', expr: constant(usdPerDay) }] };
}
