/** docs/versions.md: which versions are deployed, from which version of each chart its values were read, and which newer ones wait. */
import { chartValues } from '../generator/charts/chart-values.ts';
import { CHARTS, GRAFANA_PLUGINS, UPSTREAM_FOLDERS } from '../generator/components/charts.ts';
import { settings as clickhouse } from '../generator/components/clickhouse/settings.ts';
import { settings as postgres } from '../generator/components/postgres/settings.ts';

const INTRODUCTION = `# Versions

What is deployed unless \`version\` of a component, or \`image\` of a database, says otherwise. The last column says from which version
the values of a chart were read. Where that is an earlier one, what could be had of the release notes between both was read, and that is not all of them:
try such a version on one cluster first. A value that the earlier version does not have is then a warning and no error, because the deployed version may
have it ([values.md](values.md)).
`;

const IMAGES = `## Databases

| image | version |
|---|---|
| ClickHouse server and Keeper | \`${clickhouse.shape.image.parse({}).tag}\` |
| PostgreSQL | \`${postgres.shape.image.parse(undefined)}\` |

Langfuse works around two faults of ClickHouse: one is mended in 26.4.1.1005, the other is in builds of 26.5, 26.6 and 26.7 only. The pinned version has neither.
ClickHouse 26.8 reads times that are written as numbers in another unit. Langfuse wrote them so until September 2026 (langfuse/langfuse#16892). First deploy a
Langfuse that does not, on every cluster, and then raise ClickHouse to 26.8 or later: otherwise rows are lost or get a time in the far future.
`;

const PLUGINS = `## Plugins of Grafana

| plugin | version |
|---|---|
${Object.entries(GRAFANA_PLUGINS)
  .map(([id, version]) => `| \`${id}\` | \`${version}\` |`)
  .join('\n')}
`;

/** Newer versions that were found, and why they are not pinned. */
const WAITING: Readonly<Record<string, readonly [version: string, reason: string]>> = {
  blackbox: ['11.18.0', 'It runs the same program, and neither its values nor its notes could be read.'],
  'clickhouse-operator': [
    '0.0.8',
    'The operator also uses a second port of the servers, whose number is not in what could be read. A network policy must allow it.',
  ],
  'cloudnative-pg': [
    '0.29.1',
    'The tests run the operator from its Go module, and a dependency of 1.30.1 is not served as one.',
  ],
  'gateway-crds': ['v1.7.0', 'NGINX Gateway Fabric 2.7 is made for 1.6.'],
  grafana: ['14', 'Neither the values nor the notes of the major versions 13 and 14 could be read.'],
  'otel-gateway': [
    '0.182.0',
    'The tests run the same collector, and its load balancing exporter cannot be built from its Go module after 0.160.0.',
  ],
  prometheus: ['93.9.0', 'Neither the values nor the notes of the major versions 89, 90 and 93 could be read.'],
  valkey: ['0.12.0', 'Neither its values nor its notes could be read.'],
};

/** Text of the page. */
export function versionsPage(): string {
  return [
    INTRODUCTION,
    table(HEAD, charts()),
    IMAGES,
    PLUGINS,
    '## Newer versions\n',
    table(WAITING_HEAD, waiting()),
  ].join('\n');
}

const HEAD = ['component', 'chart or manifests', 'version', 'values read from'];
const WAITING_HEAD = ['component', 'version', 'why it is not pinned'];

function charts(): readonly (readonly string[])[] {
  return [
    ...Object.entries(CHARTS).map(([component, { name, version }]) => {
      const read = chartValues(name)?.version;
      return [code(component), name, code(version), read === undefined ? '' : code(read)];
    }),
    ...Object.entries(UPSTREAM_FOLDERS).map(([component, { repository, version }]) => [
      code(component),
      new URL(repository).pathname.slice(1),
      code(version),
      '',
    ]),
  ].sort(([one = ''], [other = '']) => (one < other ? -1 : 1));
}

function waiting(): readonly (readonly string[])[] {
  return Object.entries(WAITING).map(([component, [version, reason]]) => [code(component), code(version), reason]);
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `${lines.join('\n')}\n`;
}
