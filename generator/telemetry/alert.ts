/** The definition of an alert: when it fires, the text of its notification, and the content of its runbook. */
import type { Handle, Workload } from '../stack/handle.ts';
import type { DashboardName } from './dashboard-names.ts';
import type { Expression } from './promql.ts';

/** `critical`: act now, at any hour. `warning`: look at it today. `none`: no notification to people. */
export type AlertSeverity = 'critical' | 'warning' | 'none';

export interface AlertRule {
  readonly severity: AlertSeverity;
  readonly expression: Expression;
  /** How long the expression must return a result before the alert fires: a Prometheus duration. */
  readonly for: string;
}

/** One step of the diagnosis: what it shows, and a query for Prometheus or a command for a shell. */
export type Check = { readonly caption: string } & ({ readonly query: Expression } | { readonly command: string });

/** Its texts are Markdown. `[PostgresDown]` refers to another alert: `runbookFiles` makes a link of it, and refuses a name that no alert has. */
export interface Runbook {
  /** What the alert means and whom it affects, in one or two sentences. */
  readonly meaning: string;
  /** The page shows the alert's own expressions before these. */
  readonly diagnosis: readonly Check[];
  /** What to do, the most likely cause first; each entry is a paragraph of Markdown. */
  readonly mitigation: readonly string[];
}

export interface Alert {
  /** The label `alertname`, and the name of the runbook. */
  readonly name: string;
  /** The most severe first: `critical` before `warning`. */
  readonly rules: readonly [AlertRule, ...AlertRule[]];
  /** Prometheus templates: `{{ $labels.x }}` for a label that every rule's expression has. */
  readonly summary: string;
  readonly description: string;
  /** The dashboard that shows it. */
  readonly dashboard: DashboardName;
  /** Other components whose metrics it needs: where one is not deployed, the alert is left out. */
  readonly needs?: readonly Handle[];
  /** Pods of its component that it is about: where settings leave them out, the alert is left out. */
  readonly about?: Workload;
  readonly runbook: Runbook;
}

/** Returns the alert; throws when a text uses a label that the series lack, because Prometheus would print nothing for it. */
export function alert(definition: Alert): Alert {
  const named = [...`${definition.summary} ${definition.description}`.matchAll(/\$labels\.(\w+)/g)];
  for (const [, label = ''] of named)
    for (const { expression } of definition.rules)
      if (!expression.labels.has(label))
        throw new Error(`alert ${definition.name}: no series has the label ${label} that its text uses`);
  return definition;
}
