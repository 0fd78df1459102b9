/** A dashboard's JSON as the preview reads it: only what it draws. */
import * as z from 'zod';

const step = z.object({ value: z.number().nullable(), color: z.string() });

const defaults = z.object({
  unit: z.string(),
  noValue: z.string().default('no data'),
  decimals: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  thresholds: z.object({ steps: z.array(step) }),
  mappings: z
    .array(z.object({ options: z.record(z.string(), z.object({ text: z.string(), color: z.string() })) }))
    .default([]),
  custom: z.object({ stacking: z.object({ mode: z.string() }).optional() }).default({}),
});

const metricTarget = z.object({
  datasource: z.object({ type: z.literal('prometheus') }),
  expr: z.string(),
  refId: z.string(),
  legendFormat: z.string(),
  instant: z.boolean().default(false),
});

/** Of lines, in LogsQL. */
const logTarget = z.object({
  datasource: z.object({ type: z.literal('victoriametrics-logs-datasource') }),
  expr: z.string(),
  legendFormat: z.string(),
  queryType: z.enum(['instant', 'stats', 'statsRange']),
  maxLines: z.number(),
});

const override = z.object({
  matcher: z.object({ options: z.unknown() }),
  properties: z.array(z.object({ id: z.string(), value: z.unknown() })),
});

const panel = z.object({
  type: z.enum(['row', 'stat', 'timeseries', 'table', 'bargauge', 'state-timeline', 'logs']),
  title: z.string(),
  description: z.string().default(''),
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  timeFrom: z.string().optional(),
  fieldConfig: z.object({ defaults, overrides: z.array(override) }).optional(),
  targets: z.array(z.union([metricTarget, logTarget])).default([]),
  options: z.object({ sortBy: z.array(z.object({ displayName: z.string() })).default([]) }).default({ sortBy: [] }),
  transformations: z.array(z.object({ id: z.string(), options: z.record(z.string(), z.unknown()) })).default([]),
});

const variable = z.object({
  name: z.string(),
  label: z.string().optional(),
  current: z.object({ value: z.unknown() }).optional(),
});

export const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  description: z.string(),
  time: z.object({ from: z.string() }),
  templating: z.object({ list: z.array(variable) }),
  panels: z.array(panel),
});

export type Dashboard = z.output<typeof dashboard>;
export type Panel = z.output<typeof panel>;
export type Target = z.output<typeof metricTarget>;
export type LogTarget = z.output<typeof logTarget>;

export function isAboutLines(target: Target | LogTarget): target is LogTarget {
  return 'queryType' in target;
}
export type Defaults = z.output<typeof defaults>;
