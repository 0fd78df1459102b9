/** A table of the firing alerts, with links to their runbooks. */
import { runbookOfAlert } from './links.ts';
import type { Numbered } from './panels.ts';
import { query } from './query.ts';
import { table } from './table.ts';

/** Label matchers of alerts that fire because something is wrong: the Watchdog, which has no severity, always fires. */
export const FIRING_ALERTS = 'alertstate="firing", severity!="none"';

/** `firing` selects the alerts; `height` in grid units, the table's own unless said. */
export function firingAlerts(firing: string, height?: number): Numbered {
  return table({
    title: 'Firing alerts',
    description: 'The name of an alert links to its runbook.',
    rows: { alertname: 'Alert', severity: 'Severity', environment: 'Environment', cluster: 'Cluster' },
    columns: [
      { query: query(`sum by (alertname, severity, environment, cluster) (${firing})`, 'Firing'), unit: 'short' },
    ],
    sort: 'Firing',
    cellLinks: { alertname: runbookOfAlert() },
    empty: 'none',
    ...(height === undefined ? {} : { height }),
  });
}
