/** Alertmanager's configuration in its own amtool: is it one, and who is told of what. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../../generator/data/json.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { mountedConfig } from './mounted-config.ts';
import { type Sections, valueAt, watchedCluster } from './watched-cluster.ts';

const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'routing-'));
let amtool = '';
beforeAll(async () => {
  amtool = await testTool('amtool');
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const mounted = (name: string, sections: Sections): string => mountedConfig(folder, name, sections);

async function told(config: string, labels: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const { stdout } = await run(amtool, ['config', 'routes', 'test', `--config.file=${config}`, ...matchers]);
  return stdout.trim().split(',').sort();
}

/** What Alertmanager hands to a template. */
const MESSAGE: JsonObject = {
  receiver: 'slack',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'LangfuseDown', severity: 'critical', cluster: 'eu-1' },
      annotations: { summary: 'Langfuse does not answer', description: 'The health endpoint fails.' },
    },
  ],
  commonLabels: { alertname: 'LangfuseDown', severity: 'critical', cluster: 'eu-1' },
  commonAnnotations: { dashboard: '/d/langfuse', runbook_url: 'https://acme.io/LangfuseDown.md' },
};

const EVERYTHING: JsonObject = {
  slack: { channel: '#llm-alerts' },
  pagerduty: {},
  email: { to: ['oncall@acme.io', 'ops@acme.io'] },
  smtp: { host: 'smtp.acme.io', from: 'alerts@acme.io', username: 'alerts' },
  teams: { severity: 'info' },
  opsgenie: { region: 'eu' },
  webhook: { port: 8443 },
  watchdog: { interval: '1m' },
  routes: [
    {
      name: 'search',
      match: { team: ['search', 'ads'], severity: 'critical' },
      pagerduty: { secretName: 'pagerduty-search' },
    },
    { name: 'dev', match: { environment: 'dev' } },
  ],
  quietTimes: [{ from: '22:00', to: '07:00', days: ['friday', 'sunday'] }, { days: ['saturday'] }],
  timeZone: 'Europe/Berlin',
};

describe('the configuration of Alertmanager', () => {
  const cases: readonly (readonly [string, Sections])[] = [
    ['with nothing configured', {}],
    ['with everything configured', { fleet: { alerting: EVERYTHING } }],
    ['with one receiver', { cluster: { alerting: { slack: { channel: '#a' } } } }],
  ];
  for (const [index, [what, sections]] of cases.entries())
    it(`is one to Alertmanager ${what}`, async () => {
      const { stdout } = await run(amtool, ['check-config', mounted(`check-${index}`, sections)]);
      expect(stdout).toContain('SUCCESS');
    });

  it('has messages that can be read', async () => {
    mounted('messages', {});
    const rendered = async (template: string): Promise<string> => {
      const text = `{{ template "observatory.${template}" . }}`;
      const data = join(folder, 'data.json');
      writeFileSync(data, JSON.stringify(MESSAGE));
      const glob = `--template.glob=${folder}/messages-*.tmpl`;
      const argv = ['template', 'render', glob, `--template.text=${text}`, `--template.data=${data}`];
      return (await run(amtool, argv)).stdout.trim();
    };
    expect(await rendered('title')).toBe('CRITICAL: LangfuseDown on eu-1');
    expect(await rendered('text')).toBe(
      [
        'Langfuse does not answer',
        'The health endpoint fails.',
        'Runbook: https://acme.io/LangfuseDown.md',
        'Dashboard: https://grafana.eu-1.obs.acme.io/d/langfuse',
      ].join('\n'),
    );
    expect(await rendered('html')).toContain('<a href="https://grafana.eu-1.obs.acme.io/d/langfuse">Dashboard</a>');
  });

  it('names a file for every credential, and Alertmanager mounts the Secret behind it', () => {
    const answers = watchedCluster({ fleet: { alerting: EVERYTHING } });
    const config = JSON.stringify(valueAt(answers, 'prometheus', 'alertmanager', 'config'));
    const files = [...config.matchAll(/"\w+_file":"([^"]+)"/g)].map(([, file = '']) => file);
    expect(files.length).toBe(8);
    const mounts = valueAt(answers, 'prometheus', 'alertmanager', 'alertmanagerSpec', 'secrets');
    expect([...new Set(files.map((file) => file.split('/')[4]))].sort()).toEqual(mounts);
    const secret = answers
      .get('credentials')
      ?.manifests.find(({ metadata }) => metadata.name === 'alertmanager-receivers');
    const brought = JSON.stringify(secret);
    for (const file of files.filter((path) => path.includes('/alertmanager-receivers/')))
      expect(brought).toContain(`"${file.split('/')[5]}"`);
  });

  it('opens the ports that it calls out on, and no others', () => {
    const egress = (alerting: JsonObject): string => {
      const policy = watchedCluster({ fleet: { alerting } })
        .get('prometheus')
        ?.manifests.find(
          ({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'prometheus-alertmanager',
        );
      const rules = isObject(policy?.spec) ? policy.spec.egress : [];
      // Rules without peers lead anywhere; the first one is DNS.
      return JSON.stringify(
        Array.isArray(rules) ? rules.slice(1).filter((rule) => isObject(rule) && rule.to === undefined) : [],
      );
    };
    expect(egress({})).toBe('[]');
    expect([...egress(EVERYTHING).matchAll(/"port":(\d+)/g)].map(([, port]) => port)).toEqual(['443', '587', '8443']);
  });
});

describe('an alert', () => {
  const everything = (): string => mounted('everything', { fleet: { alerting: EVERYTHING } });

  it('is told to nobody where nothing is configured', async () => {
    expect(await told(mounted('nothing', {}), { alertname: 'LangfuseDown', severity: 'critical' })).toEqual(['none']);
  });

  it('is told to whoever wants its severity', async () => {
    const config = everything();
    expect(await told(config, { alertname: 'A', severity: 'critical' })).toEqual([
      'email',
      'opsgenie',
      'pagerduty',
      'slack',
      'teams',
      'webhook',
    ]);
    expect(await told(config, { alertname: 'A', severity: 'warning' })).toEqual(['email', 'slack', 'teams', 'webhook']);
    expect(await told(config, { alertname: 'A', severity: 'info' })).toEqual(['teams']);
  });

  it('of a team is told to the receivers of its route instead', async () => {
    const config = everything();
    expect(await told(config, { alertname: 'A', severity: 'critical', team: 'ads' })).toEqual(['search-pagerduty']);
    expect(await told(config, { alertname: 'A', severity: 'warning', team: 'ads' })).toEqual(
      await told(config, { alertname: 'A', severity: 'warning' }),
    );
    expect(await told(config, { alertname: 'A', severity: 'critical', environment: 'dev' })).toEqual(['none']);
  });

  it('that always fires is told to the dead-man switch alone', async () => {
    expect(await told(everything(), { alertname: 'Watchdog', severity: 'none' })).toEqual(['watchdog']);
    expect(await told(mounted('nobody', {}), { alertname: 'Watchdog', severity: 'none' })).toEqual(['none']);
  });

  it('has the team of its cluster, by which routes match', () => {
    const answers = watchedCluster({ labels: { team: 'search' } });
    expect(valueAt(answers, 'prometheus', 'prometheus', 'prometheusSpec', 'externalLabels')).toEqual({
      cluster: 'eu-1',
      environment: 'prod',
      team: 'search',
    });
  });

  it('is told as the lowest level says, which may leave a receiver out', async () => {
    const config = mounted('levels', {
      fleet: { alerting: { slack: { channel: '#all' }, pagerduty: {} } },
      environment: { alerting: { slack: { severity: 'critical' } } },
      cluster: { alerting: { pagerduty: null } },
    });
    expect(await told(config, { alertname: 'A', severity: 'critical' })).toEqual(['slack']);
    expect(await told(config, { alertname: 'A', severity: 'warning' })).toEqual(['none']);
  });
});
