/** The sections `slos` and `budget` of the input. */
import * as z from 'zod';
import { advised } from '../../fleet/schema/advice.ts';
import { dnsLabel } from '../../fleet/schema/quantities.ts';
import type { Stack } from '../../stack/component.ts';
import { CATALOGUE } from '../../telemetry/catalogue/catalogue.ts';
import { metricsOf } from '../../telemetry/catalogue/metric.ts';
import { PromqlError, promql } from '../../telemetry/promql.ts';
import { parsePromql, withoutComments } from '../../telemetry/promql-syntax.ts';
import { type Indicator, type Slo, WINDOW } from '../../telemetry/slos.ts';
import { BUILT_IN_SLOS } from './built-in-slos.ts';

/** Without comments, because the rules append to the expression. */
const expression = (what: string, example: string) =>
  z
    .string()
    .meta({ title: 'PromQL', examples: [example] })
    .transform(withoutComments)
    .describe(`${what}, as PromQL with ${WINDOW} in place of the range.`);
const total = expression(
  'Number of all events',
  'sum by (cluster, environment) (rate(llm:mcp_duration_seconds_count{measured_by="client"}[$window]))',
);

const ownMetric = z.strictObject({
  type: z.enum(['counter', 'gauge', 'histogram']).default('counter').describe('Type of the metric.'),
  labels: z
    .array(z.string().meta({ examples: ['status'] }))
    .default([])
    .describe('Labels of the metric.'),
});

const sli = z.union(
  [
    z.strictObject({
      errors: expression(
        'Number of bad events',
        'sum by (cluster, environment) (rate(llm:mcp_errors_total{measured_by="client"}[$window]))',
      ),
      total,
    }),
    z.strictObject({
      good: expression(
        'Number of good events',
        'sum by (cluster, environment) (rate(llm:mcp_duration_seconds_count{measured_by="client", gen_ai_tool_name!=""}[$window]))',
      ),
      total,
    }),
  ],
  { error: 'must have errors and total, or good and total' },
);

const slo = z.strictObject({
  name: dnsLabel(40)
    .meta({ examples: [BUILT_IN_SLOS[0]?.name ?? ''] })
    .describe(`Name of the objective. The built-in ones are ${BUILT_IN_SLOS.map(({ name }) => name).join(', ')}.`),
  enabled: z.boolean().default(true).describe('Whether the objective is used; false turns off a built-in one.'),
  objective: z
    .number()
    .gt(0)
    .lt(100)
    .meta({ examples: [99.5] })
    .optional()
    .describe('Target percentage of good events; by default that of the built-in objective.'),
  window: z.enum(['7d', '28d', '30d']).default('30d').describe('Time window of the objective.'),
  sli: sli.optional().describe('Service level indicator; by default that of the built-in objective.'),
  metrics: z
    .record(z.string(), ownMetric)
    .meta({ examples: [{ rag_answers_total: { labels: ['status'] } }] })
    .default({})
    .describe('Metrics of your own that sli uses. Metrics of the stack need no entry.'),
});

type SloInput = z.output<typeof slo>;

interface Mistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string | undefined;
}

export const slos = z
  .array(slo)
  .default([])
  .superRefine((objectives, context) => {
    const names = new Set<string>();
    for (const [index, objective] of objectives.entries()) {
      const duplicate = names.has(objective.name);
      names.add(objective.name);
      const mistakes = duplicate
        ? [{ path: ['name'], message: `there is an objective ${objective.name} already` }]
        : mistakesOf(objective);
      for (const { path, message, hint } of mistakes)
        context.addIssue({ ...advised(message, hint), path: [index, ...path] });
    }
  })
  .describe('Service level objectives: the built-in ones, which can be changed, and your own.');

function mistakesOf(objective: SloInput): readonly Mistake[] {
  const builtIn = BUILT_IN_SLOS.some(({ name }) => name === objective.name);
  const missing = (['objective', 'sli'] as const)
    .filter((field) => !builtIn && objective[field] === undefined)
    .map((field) => ({ path: ['name'], message: `is not a built-in objective, so it needs ${field}` }));
  const expressions = Object.entries(objective.sli ?? {}).flatMap(([field, text]) => {
    const message = mistakeOf(field, text, objective.metrics);
    return message === undefined ? [] : [{ path: ['sli', field], message, hint: hintFor(message) }];
  });
  return [...missing, ...expressions];
}

/** Recorded series keep these labels. */
const KEPT: ReadonlySet<string> = new Set(['cluster', 'environment']);

/** Metrics of the stack are in the catalogue; all others must be declared. */
function hintFor(message: string): string | undefined {
  const [, what, name] = /^unknown (metric|label) (\w+)/.exec(message) ?? [];
  if (what === 'metric') return `declare a metric of your own beside sli, as in metrics: {${name}: {labels: [status]}}`;
  return what === 'label'
    ? 'declare the labels of a metric of your own beside sli, in metrics.<name>.labels'
    : undefined;
}

function mistakeOf(field: string, text: string, own: SloInput['metrics']): string | undefined {
  if (!text.includes(WINDOW)) return `has no ${WINDOW} in place of the range`;
  const metrics = Object.entries(own).map(
    ([name, { type, labels }]) => ({ name, type, labels, unit: 'count', help: '' }) as const,
  );
  try {
    const catalogue = CATALOGUE.with(
      metricsOf({ emitter: 'gen-ai', delivery: 'written', source: 'the input' }, metrics),
    );
    const atWindow = text.replaceAll(WINDOW, '5m');
    const { labels } = promql(atWindow, catalogue);
    // As the rules have it.
    parsePromql(field === 'total' ? `(${atWindow}) > 0` : `(${atWindow}) / up`);
    const further = [...labels].filter((label) => !KEPT.has(label));
    return further.length === 0
      ? undefined
      : `must be summed by (cluster, environment), but keeps ${further.sort().join(', ')}`;
  } catch (error) {
    if (error instanceof PromqlError) return error.message.split('\n')[0] ?? '';
    throw error;
  }
}

export const budget = z
  .strictObject({
    usdPerDay: z
      .number()
      .gt(0)
      .meta({ examples: [400] })
      .describe('Budget for 24 hours, in US dollars.'),
  })
  .optional()
  .describe('Cost budget of the LLM applications of a cluster; an alert fires when they exceed it.');

/** The objectives of a stack: the input merged over the built-in ones, without those that have no series. */
export function objectivesOf(input: readonly SloInput[], stack: Stack): readonly Slo[] {
  const own = input.filter(({ name }) => !BUILT_IN_SLOS.some((builtIn) => builtIn.name === name));
  const builtIn = BUILT_IN_SLOS.filter(
    ({ needs, isMeasured }) => needs.every((component) => stack.deploys(component)) && isMeasured?.(stack) !== false,
  );
  return [
    ...builtIn.flatMap(({ name, objective, indicator }) => {
      const said = input.find((each) => each.name === name);
      return objectiveOf(said ?? { name, enabled: true, window: '30d' }, objective, indicator);
    }),
    ...own.flatMap((said) => objectiveOf(said, undefined, undefined)),
  ];
}

function objectiveOf(
  said: Pick<SloInput, 'name' | 'enabled' | 'window'> & Partial<Pick<SloInput, 'objective' | 'sli'>>,
  objective: number | undefined,
  indicator: Indicator | undefined,
): readonly Slo[] {
  const percent = said.objective ?? objective;
  const counted = said.sli ?? indicator;
  if (!said.enabled || percent === undefined || counted === undefined) return [];
  return [{ name: said.name, objective: ratioOf(percent), window: said.window, indicator: counted }];
}

/** Without rounding errors of binary fractions: 99.9 becomes 0.999. */
function ratioOf(percent: number): string {
  return String(Number((percent / 100).toPrecision(12)));
}
