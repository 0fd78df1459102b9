/** The frame of a dashboard: variables, links, rows of panels with their numbers and places. */
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
  /** Also its place in the address, and the name of its file. */
  readonly uid: DashboardName;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
  /** How far back it looks at first. */
  readonly from?: string;
}

/** A dashboard is drawn only when it is asked for: the same every time. One file each, which exports nothing else (`tools/bundle.ts`). */
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
