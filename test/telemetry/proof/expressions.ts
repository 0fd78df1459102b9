/** What people look at, as Prometheus gets it: queries of panels and variables as Grafana sends them, expressions of alerts and rules. */
import { parser } from '@prometheus-io/lezer-promql';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';

export interface Expression {
  /** Where a reader finds it. */
  readonly where: string;
  readonly text: string;
  /** Labels that whoever shows the result makes use of. */
  readonly labels: readonly string[];
}

const variable = z.looseObject({
  type: z.string(),
  name: z.string(),
  allValue: z.string().optional(),
  query: z.union([z.string(), z.looseObject({ query: z.string() })]),
  datasource: z.looseObject({ type: z.string() }).optional(),
});

/** Of any data source; those of lines are in `log-dashboards.ts`. */
const target = z.looseObject({
  datasource: z.looseObject({ type: z.string() }),
  expr: z.string(),
  legendFormat: z.string().optional(),
});
type Target = z.output<typeof target>;

interface Panel {
  readonly title?: string | undefined;
  readonly targets?: readonly Target[] | undefined;
  readonly panels?: readonly Panel[] | undefined;
}

const panel: z.ZodType<Panel> = z.lazy(() =>
  z.looseObject({
    title: z.string().optional(),
    targets: z.array(target).optional(),
    panels: z.array(panel).optional(),
  }),
);

const dashboard = z.looseObject({
  title: z.string(),
  templating: z.looseObject({ list: z.array(variable) }),
  panels: z.array(panel),
});

/** A dashboard of the last five minutes; of the panels' least step, a minute, Grafana makes a rate interval of four. Everything is chosen. */
const GRAFANA: Readonly<Record<string, string>> = { __rate_interval: '4m', __interval: '1m', __range: '5m' };

/** Every query of a dashboard, its panels' and its variables', without thresholds as an alert's. */
export function dashboardExpressions(json: string): readonly Expression[] {
  const { title, templating, panels } = dashboard.parse(JSON.parse(json));
  const values: Record<string, string> = { ...GRAFANA };
  for (const { name, allValue, query } of templating.list)
    values[name] = allValue ?? (typeof query === 'string' ? query : '.*');
  const filled = (text: string): string =>
    text.replace(/\$\{?(\w+)(?::\w+)?\}?/g, (whole, name: string) => values[name] ?? whole);
  const ofVariables = templating.list.flatMap(({ name, query, datasource }) => {
    if (typeof query === 'string' || !isAboutMetrics({ datasource })) return [];
    const [, selector = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(query.query) ?? [];
    return [{ where: `${title}: variable ${name}`, text: filled(selector), labels: [label] }];
  });
  const ofPanels = flat(panels).flatMap((each) =>
    (each.targets ?? []).filter(isAboutMetrics).map(({ expr, legendFormat = '' }) => ({
      where: `${title}: ${each.title ?? ''}`,
      text: withoutThresholds(filled(expr)),
      labels: [...legendFormat.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label = '']) => label),
    })),
  );
  return [...ofVariables, ...ofPanels];
}

function isAboutMetrics({ datasource }: { readonly datasource?: { readonly type: string } | undefined }): boolean {
  return datasource?.type === 'prometheus';
}

function flat(panels: readonly Panel[]): readonly Panel[] {
  return panels.flatMap((each) => [each, ...flat(each.panels ?? [])]);
}

const ruleManifest = z.looseObject({
  kind: z.literal('PrometheusRule'),
  spec: z.object({
    groups: z.array(
      z.looseObject({
        rules: z.array(
          z.looseObject({
            alert: z.string().optional(),
            record: z.string().optional(),
            expr: z.union([z.string(), z.number().transform(String)]),
            annotations: z.record(z.string(), z.string()).default({}),
          }),
        ),
      }),
    ),
  }),
});

/** Every expression of the rules among the manifests. An alert's is without its thresholds: what it watches must be there before it is bad. */
export function ruleExpressions(manifests: readonly JsonObject[]): readonly Expression[] {
  const rules = manifests
    .flatMap((manifest) => ruleManifest.safeParse(manifest).data ?? [])
    .flatMap(({ spec }) => spec.groups.flatMap((group) => group.rules));
  return rules.map(({ alert, record, expr, annotations }) => ({
    where: alert === undefined ? `rule ${record}` : `alert ${alert}`,
    text: alert === undefined ? expr : withoutThresholds(expr),
    labels: [
      ...Object.values(annotations)
        .join(' ')
        .matchAll(/\$labels\.(\w+)/g),
    ].map(([, label = '']) => label),
  }));
}

/** Operators that leave nothing while all is well. */
const JUDGES = new Set(['Gtr', 'Gte', 'Lss', 'Lte', 'Eql', 'Neq', 'Unless']);

/** `a > 1`, `a unless b` and `absent(a)` become `a`. */
function withoutThresholds(expression: string): string {
  const cuts: { readonly from: number; readonly to: number }[] = [];
  parser.parse(expression).iterate({
    enter: ({ node }) => {
      if (node.name === 'FunctionCall' && expression.slice(node.from).startsWith('absent(')) {
        cuts.push({ from: node.from, to: node.from + 'absent'.length });
        return true;
      }
      if (node.name !== 'BinaryExpr') return true;
      for (let child = node.firstChild; child !== null; child = child.nextSibling)
        if (JUDGES.has(child.name) && child.nextSibling?.name !== 'BoolModifier')
          cuts.push({ from: child.from, to: node.to });
      return true;
    },
  });
  const outermost = cuts.filter(
    (cut) => !cuts.some((other) => other !== cut && other.from <= cut.from && cut.to <= other.to),
  );
  return outermost
    .sort((a, b) => b.from - a.from)
    .reduce((text, { from, to }) => text.slice(0, from) + text.slice(to), expression)
    .trim();
}
