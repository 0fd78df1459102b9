/** The ways from one dashboard to the others, to Langfuse and to the runbooks. */
import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardName } from '../dashboard-names.ts';

/** Every dashboard of ours has it. */
export const TAG = 'lang-observatory';

/** A menu of all dashboards, that keeps the time and the choices. */
export function otherDashboards(): DashboardLinkBuilder {
  return new DashboardLinkBuilder('Dashboards')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .asDropdown(true)
    .includeVars(true)
    .keepTime(true);
}

/** Addresses that are variables of every dashboard (`variables.ts`). */
export const ADDRESSES = ['langfuse', 'runbooks'] as const;

export function langfuse(): DashboardLinkBuilder {
  return outside('Langfuse', '${langfuse}', 'Traces, sessions and scores');
}

export function runbooks(): DashboardLinkBuilder {
  return outside('Runbooks', '${runbooks}', 'Meaning, diagnosis and mitigation of each alert');
}

/** The runbook of the alert in this row of a table. */
export function runbookOfAlert(): DashboardLinkBuilder {
  return outside('Runbook', '${runbooks}/${__value.raw}.md', 'Meaning, diagnosis and mitigation of this alert');
}

/** Another dashboard of ours, with the same time and choices. */
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
