/** What an alert is: a table entry that says when it fires, what people read then, and what its runbook says. */
import type { DashboardName } from './dashboard-names.ts';
import type { Expression } from './promql.ts';

/** `critical`: somebody gets up for it. `warning`: somebody looks at it today. `none`: it is not for people. */
export type AlertSeverity = 'critical' | 'warning' | 'none';

export interface AlertRule {
  readonly severity: AlertSeverity;
  readonly expression: Expression;
  /** How long it must hold: a Prometheus duration. */
  readonly for: string;
}

/** One step of finding out whether it is so: a query for Prometheus or a command for a shell. */
export type Check = { readonly say: string } & ({ readonly query: Expression } | { readonly command: string });

export interface Runbook {
  /** What it means for people, in one or two sentences. */
  readonly meaning: string;
  /** The alert's own expressions come first by themselves. */
  readonly confirm: readonly Check[];
  /** What to do, the likeliest first; each is a paragraph of Markdown. */
  readonly mend: readonly string[];
}

export interface Alert {
  /** The label `alertname`, and the name of the runbook. */
  readonly name: string;
  /** The worst first. More than one where the same thing can be bad and very bad. */
  readonly rules: readonly [AlertRule, ...AlertRule[]];
  /** Prometheus templates: `{{ $labels.x }}` for a label that every rule's expression has. */
  readonly summary: string;
  readonly description: string;
  /** The dashboard that shows it. */
  readonly dashboard: DashboardName;
  /** Other components that must be there for its series to exist; without them there is no alert. */
  readonly needs?: readonly string[];
  readonly runbook: Runbook;
}

/** The alert as it is, unless its texts name a label that is not there: Prometheus would print nothing and say nothing. */
export function alert(definition: Alert): Alert {
  const named = [...`${definition.summary} ${definition.description}`.matchAll(/\$labels\.(\w+)/g)];
  for (const [, label = ''] of named)
    for (const { expression } of definition.rules)
      if (!expression.labels.has(label)) throw new Error(`${definition.name} says ${label}, which its series lack`);
  return definition;
}
