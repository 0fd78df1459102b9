/** Every alert has a page, every page an alert, and what a page tells people to type names things that are there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { promql } from '../../generator/telemetry/promql.ts';
import { runbookFiles, runbooksUrl } from '../../generator/telemetry/runbooks.ts';
import { ALERT_CASES } from './alerts/cases.ts';
import { watchedCluster } from './rules/watched-cluster.ts';

const alerts = REGISTRY.flatMap(({ alerts: own = [] }) => own);
const names = alerts.map(({ name }) => name).sort();
const folder = join(programFolder(), 'docs', 'runbooks');
const page = (name: string): string => readFileSync(join(folder, `${name}.md`), 'utf8');
const fenced = (name: string, language: string): readonly string[] =>
  [...page(name).matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n *\`\`\``, 'g'))].map(([, text = '']) =>
    text.trim(),
  );

/** What charts and operators make of our values and objects; the rest is in the generated tree. */
const MADE_BY_OTHERS: readonly string[] = [
  'certificate/otel-operator-serving-cert',
  // Of a restore that somebody asks for.
  'cronjobs.batch/clickhouse-restore',
  'deployment/barman-cloud',
  'deployment/cert-manager',
  'deployment/cloudnative-pg',
  'deployment/langfuse-web',
  'deployment/langfuse-worker',
  'deployment/object-store-s3',
  'deployment/otel-events',
  'deployment/otel-operator',
  'horizontalpodautoscaler/langfuse-worker',
  'horizontalpodautoscaler/otel-gateway',
  'statefulset/alertmanager-kps',
  'statefulset/audit',
  'statefulset/logs',
  'statefulset/object-store-filer',
  'statefulset/object-store-master',
  'statefulset/object-store-volume',
  'statefulset/openlit',
  'statefulset/otel-gateway',
  'statefulset/otel-sampler',
  'statefulset/prometheus-kps',
  'statefulset/valkey',
];

describe('the runbooks', () => {
  it('are one for each alert, and no others', () => {
    expect(readdirSync(folder).sort()).toEqual(names.map((name) => `${name}.md`));
    expect(new Set(names).size).toBe(names.length);
  });

  it('have cases for each alert, in which it fires and in which it does not', () => {
    expect(Object.keys(ALERT_CASES).sort()).toEqual(names);
    const never = Object.entries(ALERT_CASES).filter(([, { silent }]) => silent.length === 0);
    expect(never.map(([name]) => name)).toEqual(['Watchdog']);
  });

  it.each(names)('%s has queries that the catalogue knows', (name) => {
    const queries = fenced(name, 'promql');
    expect(queries.length).toBeGreaterThan(0);
    for (const query of queries) expect(() => promql(query)).not.toThrow();
  });

  it('name objects that are there', () => {
    const ours = [...watchedCluster({ fleet: { alerting: { slack: { channel: '#a' } } } }).values()].flatMap(
      ({ manifests }) =>
        manifests.map(({ apiVersion, kind, metadata }) => {
          const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
          const lower = kind.toLowerCase();
          return [`${lower}/${metadata.name}`, `${lower}s.${group}/${metadata.name}`];
        }),
    );
    const there = new Set([...ours.flat(), ...MADE_BY_OTHERS]);
    const named = names.flatMap((name) =>
      [...page(name).matchAll(/kubectl[^\n`]*?\s([a-z.]+\/[a-z0-9.-]+)(?![\w=.-])/g)].map(([, object = '']) => object),
    );
    expect(named.length).toBeGreaterThan(10);
    expect([...new Set(named)].filter((object) => !there.has(object)).sort()).toEqual([]);
    expect(MADE_BY_OTHERS.filter((object) => !named.includes(object))).toEqual([]);
  });

  it('name settings, alerts and Secrets that are there', () => {
    const text = names.map(page).join('\n');
    const settings = [...text.matchAll(/`components\.([a-z-]+)\.(\w+)/g)].map(([, component = '', setting = '']) => [
      component,
      setting,
    ]);
    const unknown = settings.filter(([component, setting = '']) => {
      const found = REGISTRY.find(({ name }) => name === component);
      return found === undefined || !(setting in found.settings.shape || ['mode', 'version'].includes(setting));
    });
    expect(settings.length).toBeGreaterThan(5);
    expect(unknown).toEqual([]);
    const pagesNamed = [...text.matchAll(/\]\((\w+)\.md\)/g)].map(([, name = '']) => name);
    expect(pagesNamed.length).toBeGreaterThan(15);
    expect(pagesNamed.filter((name) => !names.includes(name))).toEqual([]);
    // A reference is a link, and never only the name.
    expect(names.filter((name) => text.includes(`\`${name}\``))).toEqual([]);
    const secrets = [...watchedCluster({ fleet: { alerting: { slack: { channel: '#a' } } } }).values()].flatMap(
      ({ manifests }) => manifests.filter(({ kind }) => kind === 'ExternalSecret').map(({ metadata }) => metadata.name),
    );
    const secretsNamed = [...text.matchAll(/Secret `([a-z-]+)`/g)].map(([, name = '']) => name);
    expect(secretsNamed.filter((name) => !secrets.includes(name))).toEqual([]);
  });

  it('refuse a reference to an alert that does not exist', () => {
    const [first] = alerts;
    if (first === undefined) throw new Error('there are alerts');
    const misspelt = { ...first, runbook: { ...first.runbook, meaning: 'If [PostgresDwon] fires too, start there.' } };
    expect(() => runbookFiles([{ name: 'a', alerts: [misspelt] }])).toThrow(
      `the runbook of ${first.name} refers to PostgresDwon, which is not an alert`,
    );
  });

  it('are linked to where the repository is read in a browser', () => {
    const web = 'https://github.com/acme/observability/blob/main/docs/runbooks';
    for (const url of [
      'https://github.com/acme/observability.git',
      'git@github.com:acme/observability.git',
      'ssh://git@github.com/acme/observability',
    ])
      expect(runbooksUrl({ url, branch: 'main', path: '.' })).toBe(web);
  });

  it('are each linked from the alert', () => {
    for (const name of names) expect(existsSync(join(folder, `${name}.md`))).toBe(true);
  });
});
