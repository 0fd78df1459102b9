import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { valkeyDashboard } from '../../generator/components/valkey/dashboard.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { dashboardFiles } from '../../generator/telemetry/dashboard-files.ts';
import { dashboards } from '../../generator/telemetry/dashboards.ts';
import { grafanaVariables } from '../../generator/telemetry/grafana-variables.ts';
import { promql } from '../../generator/telemetry/promql.ts';

/** The largest schema version that Grafana 13.2 knows (grafana/grafana:apps/dashboard/pkg/migration/schemaversion/migrations.go). */
const SCHEMA_VERSION = 42;
/** What a ConfigMap may hold, with some room for its other fields. */
const MOST_BYTES = 1024 * 1024 - 16 * 1024;

const files = dashboardFiles(REGISTRY).filter(({ path }) => path.endsWith('.json'));

/** What Grafana reads: text, not our objects. */
const DASHBOARDS = files.map(({ path, text }) => [path.replace(/^.*\/|\.json$/g, ''), parse(text)] as const);

function parse(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error('no object');
  return value;
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

function inside(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((at, key) => (isObject(at) ? at[key] : undefined), value);
}

const all = (dashboard: JsonObject) => objects(dashboard.panels);
const panels = (dashboard: JsonObject) => all(dashboard).filter(({ type }) => type !== 'row');
const variables = (dashboard: JsonObject) => objects(inside(dashboard, 'templating', 'list'));
/** Of the data source of metrics; those of lines are LogsQL, and proven with a real store. */
const isAboutMetrics = ({ datasource }: JsonObject): boolean => inside(datasource, 'type') === 'prometheus';
const expressions = (dashboard: JsonObject) =>
  panels(dashboard).flatMap(({ targets }) =>
    objects(targets)
      .filter(isAboutMetrics)
      .map(({ expr }) => String(expr)),
  );

interface Area {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

function area(panel: JsonObject): Area {
  const [x, y, w, h] = ['x', 'y', 'w', 'h'].map((side) => Number(inside(panel, 'gridPos', side)));
  return { x: x ?? Number.NaN, y: y ?? Number.NaN, w: w ?? Number.NaN, h: h ?? Number.NaN };
}

const overlap = (a: Area, b: Area): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe('dashboards', () => {
  it('are the twenty that people need, each with an address of its own', () => {
    expect(DASHBOARDS.map(([name]) => name).sort()).toEqual([
      'audit',
      'capacity',
      'clickhouse',
      'evaluations',
      'fleet',
      'gateway',
      'gitops',
      'gpu',
      'langfuse',
      'llm-agents',
      'llm-cost',
      'llm-gateways',
      'llm-overview',
      'logs',
      'model-serving',
      'otel-pipeline',
      'postgres',
      'prometheus',
      'slos',
      'valkey',
    ]);
    expect(DASHBOARDS.filter(([name, { uid }]) => name !== uid)).toEqual([]);
  });

  it('are the same bytes every time', () => {
    expect(JSON.stringify(dashboards(REGISTRY))).toBe(JSON.stringify(dashboards(REGISTRY)));
  });

  it('are each drawn by somebody, and by nobody else', () => {
    const without = REGISTRY.filter(({ name }) => name !== 'valkey');
    expect(() => dashboards(without)).toThrow('no component draws the dashboard valkey');
    expect(() => dashboards([...REGISTRY, { dashboards: [valkeyDashboard] }])).toThrow(
      'the dashboard valkey is drawn twice',
    );
  });

  it('lie in the repository as they are made', () => {
    for (const { path, text } of dashboardFiles(REGISTRY))
      expect(readFileSync(join(programFolder(), path), 'utf8')).toBe(text);
  });

  it('answer on the overview: is it healthy, what does it cost, what is slow, where; in this order', () => {
    const overview = DASHBOARDS.find(([name]) => name === 'llm-overview')?.[1] ?? {};
    const rows = all(overview).filter(({ type }) => type === 'row');
    expect(rows.map(({ title }) => title)).toEqual([
      'Now',
      'Is it healthy?',
      'What does it cost?',
      'What is slow?',
      'Where?',
    ]);
  });
});

describe.each(DASHBOARDS)('dashboard %s', (name, dashboard) => {
  it('has the schema version of the Grafana that the chart brings', () => {
    expect(dashboard.schemaVersion).toBe(SCHEMA_VERSION);
  });

  it('fits into a ConfigMap', () => {
    const text = files.find(({ path }) => path.endsWith(`/${name}.json`))?.text ?? '';
    expect(Buffer.byteLength(text)).toBeLessThan(MOST_BYTES);
  });

  it('says what it is, and leads to the others, to Langfuse and to the runbooks', () => {
    expect(dashboard.title).toMatch(/\S/);
    expect(dashboard.description).toMatch(/\S/);
    expect(dashboard.tags).toContain('lang-observatory');
    expect(objects(dashboard.links).map(({ title }) => title)).toEqual(['Dashboards', 'Langfuse', 'Runbooks']);
  });

  it('has panels that explain themselves', () => {
    const known = Object.values(units).map(String);
    for (const panel of panels(dashboard)) {
      const { title, description, fieldConfig } = panel;
      const where = `${name}: ${title}`;
      expect(title, where).toMatch(/^\p{Lu}/u);
      expect(description, where).toMatch(/^\p{Lu}.*\.$/u);
      // Grafana shows a word of one's own behind a number where it is said so.
      const unit = String(inside(fieldConfig, 'defaults', 'unit'));
      expect(unit.startsWith('suffix: ') || known.includes(unit), `${where}: ${unit}`).toBe(true);
      expect(inside(fieldConfig, 'defaults', 'noValue'), where).toMatch(/\S/);
      expect(inside(fieldConfig, 'defaults', 'thresholds', 'steps'), where).toBeDefined();
    }
  });

  it('asks whichever data source of its kind the reader chooses', () => {
    const sources = [
      ...panels(dashboard).flatMap(({ datasource, targets }) => [
        datasource,
        ...objects(targets).map((each) => each.datasource),
      ]),
      ...variables(dashboard)
        .filter(({ type }) => type === 'query')
        .map(({ datasource }) => datasource),
    ];
    const named = Object.fromEntries(
      variables(dashboard)
        .filter(({ type }) => type === 'datasource')
        .map((variable) => [`\${${String(variable.name)}}`, variable.query]),
    );
    for (const source of sources) expect(named[String(inside(source, 'uid'))]).toBe(inside(source, 'type'));
    expect(variables(dashboard)[0]).toMatchObject({ name: 'datasource', type: 'datasource' });
  });

  it('gives every panel a number of its own and every query a letter of its own', () => {
    const ids = all(dashboard).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { targets } of panels(dashboard)) {
      const letters = objects(targets).map(({ refId }) => refId);
      expect(letters.length).toBeGreaterThan(0);
      expect(new Set(letters).size).toBe(letters.length);
    }
  });

  it('lays its panels side by side, inside of the grid and without gaps', () => {
    const areas = all(dashboard).map(area);
    for (const [index, one] of areas.entries()) {
      expect(one.x + one.w).toBeLessThanOrEqual(24);
      for (const other of areas.slice(index + 1)) expect(overlap(one, other)).toBe(false);
    }
    const height = Math.max(...areas.map(({ y, h }) => y + h));
    expect(areas.reduce((sum, { w, h }) => sum + w * h, 0)).toBe(24 * height);
  });

  it('asks only for metrics and labels of the catalogue', () => {
    expect(expressions(dashboard).length).toBeGreaterThan(0);
    for (const text of expressions(dashboard)) expect(promql(text).text).toBe(text);
    for (const variable of variables(dashboard).filter((each) => each.type === 'query' && isAboutMetrics(each))) {
      const [, selector = '', label = ''] =
        /^label_values\((.*), (\w+)\)$/.exec(String(inside(variable.query, 'query'))) ?? [];
      expect(promql(selector).labels).toContain(label);
    }
  });

  it('never takes a rate over less than SDKs export in', () => {
    const intervals = panels(dashboard).flatMap(({ targets }) => objects(targets).map(({ interval }) => interval));
    expect(new Set(intervals)).toEqual(new Set(['1m']));
  });

  it('uses no variable that it does not have, chained variables only those before them, and has none for nothing', () => {
    const names = variables(dashboard).map((variable) => String(variable.name));
    const used = grafanaVariables(JSON.stringify({ panels: dashboard.panels ?? [], links: dashboard.links ?? [] }));
    expect(used.filter((each) => !names.includes(each))).toEqual([]);
    for (const [index, variable] of variables(dashboard).entries()) {
      const above = grafanaVariables(JSON.stringify(variable.query ?? ''));
      expect(above.filter((each) => !names.slice(0, index).includes(each))).toEqual([]);
    }
    const anywhere = new Set([...used, ...grafanaVariables(JSON.stringify(variables(dashboard)))]);
    expect(names.filter((each) => !anywhere.has(each))).toEqual([]);
  });

  it('leads only to dashboards that there are', () => {
    const uids = [...JSON.stringify(dashboard).matchAll(/"\/d\/([\w-]+)/g)].map(([, uid]) => uid);
    expect(uids.filter((uid) => !DASHBOARDS.some(([each]) => each === uid))).toEqual([]);
  });
});
