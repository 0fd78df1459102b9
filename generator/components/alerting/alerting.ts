/** Alerts of a cluster and their receivers: the sections `alerting`, `slos` and `budget` of the input. */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { prometheusRule, type RuleGroup } from '../../kubernetes/prometheus-rule.ts';
import { defineComponent } from '../../stack/component.ts';
import { constant, sloRules } from '../../telemetry/slos.ts';
import { credentials } from '../credentials/handle.ts';
import { receiversSecret } from '../notifications/credentials.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { SLO_ALERTS } from './alerts.ts';
import { alerting } from './handle.ts';
import { settings } from './settings.ts';
import { objectivesOf } from './slos.ts';

export const alertingComponent = defineComponent(alerting, {
  description: 'Objectives, budget and receivers of alerts.',
  // Wherever Prometheus is.
  modes: ['on-demand'],
  settings,
  alerts: SLO_ALERTS,
  requires: (s) => [prometheusCrds, ...(receiversSecret(s.alerting).length > 0 ? [credentials] : [])],
  secrets: (s) => receiversSecret(s.alerting),
  manifests: (s, stack) => [
    ...objectivesOf(s.slos, stack).flatMap((slo) => recorded(`slo-${slo.name}`, sloRules(slo))),
    ...recorded('budget', s.budget === undefined ? [] : [budgetRules(s.budget.usdPerDay)]),
  ],
});

function recorded(name: string, groups: readonly RuleGroup[]): readonly Manifest[] {
  if (groups.length === 0) return [];
  return [prometheusRule({ name, namespace: STACK_NAMESPACE, component: alerting.name }, groups)];
}

function budgetRules(usdPerDay: number): RuleGroup {
  return { name: 'budget', rules: [{ record: 'llm:budget:usd_per_day', expr: constant(usdPerDay) }] };
}
