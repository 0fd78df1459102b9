/** The JSON that Grafana reads, held against the SDK's own types by the compiler: every field known, every value one of those allowed. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { dashboardFiles } from '../../generator/telemetry/dashboard-files.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const modules = join(programFolder(), 'node_modules');
const from = (part: string) => `import('${join(modules, '@grafana/grafana-foundation-sdk/dist', part, 'index.d.ts')}')`;

/** Types as JSON has them: values instead of enums, no methods; and options by kind of panel, which the SDK's Panel leaves open. */
const TYPES = `
type Plain<T> = 0 extends 1 & T ? T
  : T extends string ? \`\${T}\`
  : T extends readonly (infer U)[] ? Plain<U>[]
  : T extends object ? { [K in keyof T as K extends '_implementsDataqueryVariant' ? never : K]: Plain<T[K]> }
  : T;
type Base = Plain<${from('dashboard')}.Panel>;
type Config = NonNullable<Base['fieldConfig']>;
type Of<Type, Options, Custom> = Omit<Base, 'type' | 'targets' | 'options' | 'fieldConfig'> & {
  type: Type;
  targets: Plain<${from('prometheus')}.Dataquery>[] | LogQuery[];
  options: Plain<Options>;
  fieldConfig: Omit<Config, 'defaults'> & {
    defaults: Omit<Config['defaults'], 'custom'> & { custom?: Plain<Custom> };
  };
};
/** The plugin for VictoriaLogs has no types in the SDK: these are its own (VictoriaMetrics/victorialogs-datasource:src/types.ts). */
type LogQuery = {
  datasource: { type: 'victoriametrics-logs-datasource'; uid: string };
  refId: string;
  expr: string;
  legendFormat: string;
  editorMode: 'code' | 'builder';
  queryType: 'instant' | 'stats' | 'statsRange' | 'hits';
  maxLines: number;
  interval: string;
};
type Panel =
  | Of<'stat', ${from('stat')}.Options, never>
  | Of<'timeseries', ${from('timeseries')}.Options, ${from('timeseries')}.FieldConfig>
  | Of<'table', ${from('table')}.Options, ${from('table')}.FieldConfig>
  | Of<'logs', ${from('logs')}.Options, never>
  | Of<'bargauge', ${from('bargauge')}.Options, never>
  | Of<'state-timeline', ${from('statetimeline')}.Options, ${from('statetimeline')}.FieldConfig>
  | Plain<${from('dashboard')}.RowPanel>;
type Dashboard = Omit<Plain<${from('dashboard')}.Dashboard>, 'panels'> & { panels: Panel[] };
`;

/** What the compiler says of these texts as dashboards. */
function complaints(texts: readonly string[]): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    const file = join(folder, 'dashboards.ts');
    writeFileSync(
      file,
      [TYPES, ...texts.map((text, index) => `export const d${index}: Dashboard = ${text};`)].join('\n'),
    );
    const compiler = join(modules, '.bin', 'tsc');
    const flags = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--target',
      'es2023',
      '--module',
      'nodenext',
    ];
    try {
      return execFileSync(compiler, [...flags, '--types', '', file], { encoding: 'utf8', cwd: folder });
    } catch (error) {
      return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error);
    }
  });
}

const texts = dashboardFiles(REGISTRY).flatMap(({ path, text }) => (path.endsWith('.json') ? [text] : []));

describe("the SDK's types", () => {
  it('allow every dashboard', async () => {
    expect(await complaints(texts)).toBe('');
  });

  it.each([
    ['a field of the dashboard', '"title": "Valkey"', '"titel": "Valkey"'],
    ['a mode of a legend', '"displayMode": "table"', '"displayMode": "tabel"'],
    ['an option of a number', '"graphMode": "area"', '"graphMod": "area"'],
    ['a field of a query', '"legendFormat": "servers"', '"legend": "servers"'],
    ['the refresh of a variable', '"refresh": 2', '"refresh": 7'],
  ])('refuse a typo in %s', async (_what, right, wrong) => {
    const valkey = texts.find((text) => text.includes('"uid": "valkey"')) ?? '';
    expect(valkey).toContain(right);
    expect(await complaints([valkey.replace(right, wrong)])).toMatch(/error TS/);
  });
});
