/** All dashboards: those about several components, and those that components declare. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARD_NAMES } from './dashboard-names.ts';
import { agents } from './dashboards/agents.ts';
import { capacity } from './dashboards/capacity.ts';
import { fleet } from './dashboards/fleet.ts';
import { gateway } from './dashboards/gateway.ts';
import { gitops } from './dashboards/gitops.ts';
import { llmCost } from './dashboards/llm-cost.ts';
import { llmOverview } from './dashboards/llm-overview.ts';
import { slos } from './dashboards/slos.ts';
import type { DashboardDrawing } from './grafana/dashboard.ts';

const OF_SEVERAL: readonly DashboardDrawing[] = [llmOverview, llmCost, agents, fleet, slos, gateway, capacity, gitops];

/** The part of a component that declares dashboards. */
export interface DashboardOwner {
  readonly dashboards?: readonly DashboardDrawing[];
}

/** One dashboard for each of DASHBOARD_NAMES, in this order; throws when one is missing or drawn twice. */
export function dashboards(components: readonly DashboardOwner[]): readonly Dashboard[] {
  const drawings = [...OF_SEVERAL, ...components.flatMap((component) => component.dashboards ?? [])];
  const drawn = drawings.map((draw) => draw());
  return DASHBOARD_NAMES.map((name) => {
    const [only, another] = drawn.filter(({ uid }) => uid === name);
    if (only === undefined) throw new Error(`no component draws the dashboard ${name}`);
    if (another !== undefined) throw new Error(`the dashboard ${name} is drawn twice`);
    return only;
  });
}
