/** Links from a dashboard to other dashboards, to Langfuse and to the runbooks. */
import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardName } from '../dashboard-names.ts';

/** The tag of all dashboards of this stack. */
export const TAG = 'lang-observatory';

/** A menu of all dashboards; keeps the time range and the variables. */
export function otherDashboards(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Dashboards')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}

/** Addresses that every dashboard has as hidden variables (`variables.ts`). */
export const ADDRESSES = ['langfuse', 'runbooks'] as const;

export function langfuse(): DashboardLinkBuilder {
  return outside('Langfuse', '${langfuse}', 'Traces, sessions and scores');
}

export function runbooks(): DashboardLinkBuilder {
  return outside('Runbooks', '${runbooks}', 'Meaning, diagnosis and mitigation of each alert');
}

/** Link to the runbook of the alert in a table row. */
export function runbookOfAlert(): DashboardLinkBuilder {
  return outside('Runbook', '${runbooks}/${__value.raw}.md', 'Meaning, diagnosis and mitigation of this alert');
}

/** Link to another dashboard; keeps the time range and the variables. */
export function toDashboard(uid: DashboardName, title: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .url(`/d/${uid}?\${__url_time_range}&\${__all_variables}`)
    .icon('dashboard');
}

function outside(title: string, url: string, tooltip: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .url(url)
    .tooltip(tooltip)
    .icon('external link')
    .targetBlank(true);
}
