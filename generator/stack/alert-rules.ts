/** The alerts of a component as a PrometheusRule: only those whose series exist, and none without a Prometheus that evaluates them. */
import { alerting } from '../components/alerting/handle.ts';
import { keepsMetrics, prometheus } from '../components/prometheus/handle.ts';
import type { JsonObject } from '../data/json.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { prometheusRule } from '../kubernetes/prometheus-rule.ts';
import type { Alert } from '../telemetry/alert.ts';
import { runbookFile, runbooksUrl } from '../telemetry/runbooks.ts';
import type { Component, Stack } from './component.ts';
import type { LevelGraph } from './graph.ts';
import type { Handle, Workload } from './handle.ts';
import { startsLater } from './standby.ts';

export function alertRules(component: Component, graph: LevelGraph): readonly Manifest[] {
  const { name, namespace } = component;
  const present = presentAlerts(component, graph);
  if (present.length === 0) return [];
  const rules = present.flatMap((alert) => rulesOf(alert, name, graph.stack));
  return [prometheusRule({ name, namespace: namespace.name, component: name }, [{ name, rules }])];
}

/** The alerts of a component that are evaluated at the level. */
export function presentAlerts(component: Component, graph: LevelGraph): readonly Alert[] {
  const { name, alerts = [] } = component;
  const { stack } = graph;
  if (!keepsMetrics(stack.of(prometheus))) return [];
  if (startsLater(component, stack)) return [];
  // An existing operator does the same for pods that ask for it.
  const isThere = (needed: Handle): boolean =>
    stack.deploys(needed) ||
    (graph.modeOf(needed.name) === 'existing' && graph.requirementsOf(component).includes(needed.name));
  const exists = (pods: Workload): boolean => graph.workloads.get(name)?.some((own) => own.name === pods.name) === true;
  return alerts.filter(({ needs = [], about }) => needs.every(isThere) && (about === undefined || exists(about)));
}

function rulesOf(alert: Alert, component: string, stack: Stack): readonly JsonObject[] {
  const runbooks = stack.of(alerting).alerting.runbooks ?? runbooksUrl(stack.fleet.repository);
  return alert.rules.map((rule) => ({
    alert: alert.name,
    expr: rule.expression.text,
    for: rule.for,
    labels: { severity: rule.severity, component },
    annotations: {
      summary: alert.summary,
      description: alert.description,
      dashboard: `/d/${alert.dashboard}`,
      runbook_url: `${runbooks}/${runbookFile(alert)}`,
    },
  }));
}
