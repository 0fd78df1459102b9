/** Alerts of a cluster and their receivers: the sections `alerting`, `slos` and `budget` of the input. */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { prometheusRule, type RuleGroup } from '../../kubernetes/prometheus-rule.ts';
import { defineComponent, type Secret, type Stack } from '../../stack/component.ts';
import { LLM_RULES } from '../../telemetry/llm-rules/rules.ts';
import { constant, sloRules } from '../../telemetry/slos.ts';
import { credentials } from '../credentials/handle.ts';
import { engineMonitors } from '../engine-monitors.ts';
import { receiversSecret } from '../notifications/credentials.ts';
import type { Alerting } from '../notifications/settings.ts';
import { metricsElsewhere, prometheus } from '../prometheus/handle.ts';
import { prometheusCrds } from '../prometheus-crds/handle.ts';
import { SLO_ALERTS } from './alerts.ts';
import { alerting } from './handle.ts';
import { mailMistakes } from './mail.ts';
import { settings } from './settings.ts';
import { objectivesOf } from './slos.ts';

export const alertingComponent = defineComponent(alerting, {
  description: 'Objectives, budget and receivers of alerts.',
  // Wherever Prometheus is.
  modes: ['on-demand'],
  settings,
  alerts: SLO_ALERTS,
  requires: (s, stack) => [prometheusCrds, ...(credentialsOf(s.alerting, stack).length > 0 ? [credentials] : [])],
  mistakes: (s, stack) => mailMistakes(s.alerting, stack),
  secrets: (s, stack) => credentialsOf(s.alerting, stack),
  manifests: (s, stack) => [
    ...objectivesOf(s.slos, stack).flatMap((slo) => recorded(`slo-${slo.name}`, sloRules(slo))),
    ...recorded('budget', s.budget === undefined ? [] : [budgetRules(s.budget.usdPerDay)]),
    ...forPrometheusElsewhere(stack),
  ],
});

/** Somebody else's Prometheus has an Alertmanager of its own, which none of our receivers reach. */
function credentialsOf(receivers: Alerting, stack: Stack): readonly Secret[] {
  return stack.of(prometheus).mode === 'managed' ? receiversSecret(receivers) : [];
}

/** What the component of our Prometheus brings beside it. */
function forPrometheusElsewhere(stack: Stack): readonly Manifest[] {
  if (metricsElsewhere(stack.of(prometheus)) === undefined) return [];
  return [...engineMonitors(alerting.name, stack.fleet.engines), ...recorded('llm', [LLM_RULES])];
}

function recorded(name: string, groups: readonly RuleGroup[]): readonly Manifest[] {
  if (groups.length === 0) return [];
  return [prometheusRule({ name, namespace: STACK_NAMESPACE, component: alerting.name }, groups)];
}

function budgetRules(usdPerDay: number): RuleGroup {
  return { name: 'budget', rules: [{ record: 'llm:budget:usd_per_day', expr: constant(usdPerDay) }] };
}
