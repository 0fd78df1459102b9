/** Builds a dashboard: variables, links, and rows of panels with their ids. */
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { DashboardName } from '../dashboard-names.ts';
import { ADDRESSES, langfuse, otherDashboards, runbooks, TAG } from './links.ts';
import type { Numbered } from './panels.ts';
import { address, datasource, type Variable } from './variables.ts';

export interface Row {
  readonly title: string;
  readonly panels: readonly Numbered[];
}

export interface DashboardOptions {
  /** Also part of its address, and the name of its file. */
  readonly uid: DashboardName;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
  /** Start of the default time range. */
  readonly from?: string;
}

/** Draws a dashboard; always the same. Each has its own file, which exports nothing else (`tools/bundle.ts`). */
export type DashboardDrawing = () => Dashboard;

export function row(title: string, ...panels: readonly Numbered[]): Row {
  return { title, panels };
}

export function dashboard(options: DashboardOptions): Dashboard {
  const builder = new DashboardBuilder(options.title)
    .uid(options.uid)
    .description(options.description)
    .tags([TAG, ...options.tags])
    .readonly()
    .refresh('1m')
    .time({ from: options.from ?? 'now-6h', to: 'now' })
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([datasource(), ...options.variables, ...ADDRESSES.map(address)])
    .links([otherDashboards(), langfuse(), runbooks()]);
  let id = 0;
  for (const { title, panels } of options.rows) {
    id += 1;
    builder.withRow(new RowBuilder(title).id(id));
    for (const panel of panels) {
      id += 1;
      builder.withPanel(panel.id(id));
    }
  }
  return builder.build();
}
