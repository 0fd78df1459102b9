/** Queries of the dashboards about lines, as the plugin sends them to VictoriaLogs where everything is chosen. */
import * as z from 'zod';
import { EVENTS_SERVICE } from '../../../generator/telemetry/log-fields.ts';
import { LOGS_PLUGIN, type LogSource } from '../../../generator/telemetry/log-sources.ts';

interface LogExpression {
  /** Where a reader finds it. */
  readonly where: string;
  readonly source: LogSource;
  readonly text: string;
  readonly type: 'instant' | 'stats' | 'statsRange';
  /** Fields that the legend names. */
  readonly fields: readonly string[];
}

const target = z.looseObject({
  datasource: z.object({ type: z.literal(LOGS_PLUGIN), uid: z.enum(['${logs}', '${audit}']) }),
  expr: z.string(),
  legendFormat: z.string(),
  queryType: z.enum(['instant', 'stats', 'statsRange']),
});

const dashboard = z.looseObject({
  title: z.string(),
  panels: z.array(z.looseObject({ title: z.string(), targets: z.array(z.unknown()).default([]) })),
});

/** Of the JSON of a dashboard; none of one about metrics. */
function logExpressions(json: string): readonly LogExpression[] {
  const { title, panels } = dashboard.parse(JSON.parse(json));
  return panels.flatMap((panel) =>
    panel.targets.flatMap((each) => {
      const said = target.safeParse(each).data;
      if (said === undefined) return [];
      return [
        {
          where: `${title}: ${panel.title}`,
          source: said.datasource.uid === '${logs}' ? 'logs' : 'audit',
          text: said.expr.replaceAll(/:in\(\$\w+\)/g, ':in(*)').replaceAll(/\(\$\w+\)/g, '(*)'),
          type: said.queryType,
          fields: [...said.legendFormat.matchAll(/\{\{(.+?)\}\}/g)].map(([, field = '']) => field),
        },
      ];
    }),
  );
}

/** Who writes what a query needs: each query is asked where its writer runs. */
function writerOf({ source, text, fields }: LogExpression): 'events' | 'agent' | 'application' {
  if (text.includes(EVENTS_SERVICE)) return 'events';
  return source === 'audit' || fields.includes('k8s.namespace.name') ? 'agent' : 'application';
}

/** What the queries lack that need a writer. */
export async function lacksOf(
  writer: ReturnType<typeof writerOf>,
  dashboards: readonly string[],
  stores: Readonly<Partial<Record<LogSource, { readonly url: string }>>>,
): Promise<readonly string[]> {
  const asked = dashboards.flatMap(logExpressions).filter((each) => writerOf(each) === writer);
  if (asked.length === 0) throw new Error(`no query needs ${writer}`);
  const lacks = await Promise.all(
    asked.map(async (each) => ({ ...each, lack: await lackOf(stores[each.source]?.url ?? '', each) })),
  );
  return lacks.flatMap(({ where, text, lack }) => (lack === undefined ? [] : [`${where}: ${lack}\n    ${text}`]));
}

const answer = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        value: z.tuple([z.number(), z.string()]).optional(),
        values: z.array(z.tuple([z.number(), z.string()])).optional(),
      }),
    ),
  }),
});

/** What a query lacks in a store: lines, or a field of its legend; undefined when it has all. */
async function lackOf(url: string, { text, type, fields }: LogExpression): Promise<string | undefined> {
  const path = { instant: 'query', stats: 'stats_query', statsRange: 'stats_query_range' }[type];
  const query = type === 'statsRange' ? text : `_time:1h ${text}`;
  const body = new URLSearchParams({
    query,
    ...(type === 'statsRange' ? { step: '1m', start: `${Date.now() / 1000 - 3600}` } : {}),
  });
  const response = await fetch(`${url}/select/logsql/${path}`, { method: 'POST', body });
  const said = await response.text();
  if (!response.ok) return said;
  if (type === 'instant') return said.trim() === '' ? 'no lines' : undefined;
  const found = answer.parse(JSON.parse(said)).data.result;
  const numbers = found.flatMap(({ value, values = [] }) => [...(value === undefined ? [] : [value]), ...values]);
  if (!numbers.some(([, number]) => Number(number) > 0)) return 'no number';
  const missing = fields.filter((field) => !found.some(({ metric }) => (metric[field] ?? '') !== ''));
  return missing.length > 0 ? `no field ${missing.join(', ')}` : undefined;
}
