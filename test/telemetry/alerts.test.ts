/** Which alerts a cluster has, and what each of them carries. */
import { describe, expect, it } from 'vitest';
import { CLICKHOUSE_ALERTS } from '../../generator/components/clickhouse/alerts.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isObject, type JsonObject } from '../../generator/data/json.ts';
import { type Alert, alert } from '../../generator/telemetry/alert.ts';
import { CATALOGUE } from '../../generator/telemetry/catalogue/catalogue.ts';
import { DASHBOARD_NAMES } from '../../generator/telemetry/dashboard-names.ts';
import { dashboards } from '../../generator/telemetry/dashboards.ts';
import { toDashboard } from '../../generator/telemetry/grafana/links.ts';
import { promql } from '../../generator/telemetry/promql.ts';
import { ruleGroups, type Sections, valueAt, watchedCluster } from './rules/watched-cluster.ts';

function rulesOf(sections: Sections): readonly JsonObject[] {
  return ruleGroups(watchedCluster(sections)).flatMap(({ rules }) =>
    Array.isArray(rules) ? rules.filter(isObject) : [],
  );
}

function alertsOf(sections: Sections): readonly string[] {
  return [...new Set(rulesOf(sections).flatMap(({ alert: name }) => (typeof name === 'string' ? [name] : [])))].sort();
}

function slosOf(sections: Sections): Readonly<Record<string, string>> {
  const objectives = rulesOf(sections).filter(({ record }) => record === 'slo:objective:ratio');
  return Object.fromEntries(
    objectives.map(({ labels, expr }) => [
      isObject(labels) ? String(labels.slo) : '',
      String(expr).split(' ').at(-1) ?? '',
    ]),
  );
}

/** Every metric in a text that belongs to a component: `up` is on many dashboards. */
function metricsIn(text: string): ReadonlySet<string> {
  const words = text.match(/[A-Za-z_:][\w:]*/g) ?? [];
  return new Set(words.filter((word) => word !== 'up' && CATALOGUE.find(word) !== undefined));
}

describe('the alerts of a cluster', () => {
  it('are all there are where everything is deployed', () => {
    const all = REGISTRY.flatMap(({ alerts = [] }) => alerts.map(({ name }) => name));
    expect(alertsOf({})).toEqual([...all].sort());
  });

  it('each have a severity, a component, a summary, a description, a dashboard and a runbook', () => {
    for (const { alert: name, labels, annotations } of rulesOf({}).filter((rule) => rule.alert !== undefined)) {
      expect(labels).toEqual({
        severity: expect.stringMatching(/^(critical|warning|none)$/),
        component: expect.any(String),
      });
      expect(annotations).toEqual({
        summary: expect.stringMatching(/\S/),
        description: expect.stringMatching(/\.$/),
        dashboard: expect.stringMatching(/^\/d\/[a-z-]+$/),
        runbook_url: `https://github.com/acme/observability/blob/main/docs/runbooks/${name}.md`,
      });
    }
  });

  it('link to dashboards that there are: another is an error of the compiler', () => {
    const [definition] = CLICKHOUSE_ALERTS;
    if (definition === undefined) throw new Error('ClickHouse has alerts');
    // @ts-expect-error No dashboard is called so.
    const misspelt: Alert = { ...definition, dashboard: 'clickhous' };
    expect(DASHBOARD_NAMES).not.toContain(misspelt.dashboard);
    // @ts-expect-error Nor is one that a panel links to.
    toDashboard('clickhous', 'ClickHouse');
    const drawn = dashboards(REGISTRY).map(({ uid }) => uid);
    const linked = REGISTRY.flatMap(({ alerts = [] }) => alerts.map(({ dashboard }) => dashboard));
    expect(linked.filter((uid) => !drawn.includes(uid))).toEqual([]);
  });

  it('each link to a dashboard with one of their metrics, if any dashboard has one', () => {
    const drawn = new Map(dashboards(REGISTRY).map((one) => [String(one.uid), metricsIn(JSON.stringify(one.panels))]));
    const misplaced = REGISTRY.flatMap(({ alerts = [] }) => alerts).flatMap(({ name, rules, dashboard }) => {
      const metrics = rules.flatMap(({ expression }) => [...metricsIn(expression.text)]);
      const uids = [...drawn].filter(([, shown]) => metrics.some((one) => shown.has(one))).map(([uid]) => uid);
      return uids.length === 0 || uids.includes(dashboard) ? [] : [`${name}: ${dashboard}, not ${uids.join(', ')}`];
    });
    expect(misplaced).toEqual([]);
  });

  it('are none about what is disabled, or what nobody measures', () => {
    const without = alertsOf({ cluster: { components: { blackbox: { mode: 'disabled' } } } });
    expect(without).not.toContain('LangfuseDown');
    expect(without).toContain('IngestionQueueGrowing');
    const external = { postgres: { mode: 'external', external: { host: 'pg.acme.io' } } };
    expect(alertsOf({ cluster: { components: external } })).not.toContain('PostgresDown');
  });

  it('are none at all where there is no Prometheus', () => {
    const without = { cluster: { components: { prometheus: { mode: 'disabled' } } } };
    expect(alertsOf(without)).toEqual([]);
    expect(slosOf(without)).toEqual({});
  });

  it('link to runbooks elsewhere where the input says so', () => {
    const [rule] = rulesOf({ fleet: { alerting: { runbooks: 'https://wiki.acme.io/runbooks' } } });
    expect(JSON.stringify(rulesOf({ fleet: { alerting: { runbooks: 'https://wiki.acme.io/runbooks' } } }))).toContain(
      'https://wiki.acme.io/runbooks/LangfuseDown.md',
    );
    expect(rule).toBeDefined();
  });

  it('are not also those of the chart', () => {
    const disabled = valueAt(watchedCluster({}), 'prometheus', 'defaultRules', 'disabled');
    expect(Object.keys(isObject(disabled) ? disabled : {})).toEqual(
      expect.arrayContaining(['Watchdog', 'KubeAPIDown', 'KubePersistentVolumeFillingUp']),
    );
  });

  it('cannot speak of a label that their series lack', () => {
    const definition = {
      name: 'A',
      rules: [{ severity: 'warning', expression: promql('sum by (pod) (up) == 0'), for: '5m' }],
      summary: '{{ $labels.node }} is down',
      description: 'It is.',
      dashboard: 'capacity',
      runbook: { meaning: '', diagnosis: [], mitigation: [] },
    } as const;
    expect(() => alert(definition)).toThrow('alert A: no series has the label node that its text uses');
  });
});

describe('the objectives of a cluster', () => {
  const BUILT_IN = {
    'ingestion-success': '0.999',
    'ingestion-freshness': '0.99',
    'ui-availability': '0.995',
    'llm-success': '0.99',
    'llm-latency': '0.95',
    'first-token': '0.95',
    'gateway-success': '0.995',
    'gpu-reachable': '0.99',
  };
  const OWN = {
    name: 'search',
    objective: 99.95,
    window: '7d',
    sli: {
      good: 'sum by (cluster, environment) (rate(search_requests_total{code="200"}[$window]))',
      total: 'sum by (cluster, environment) (rate(search_requests_total[$window]))',
    },
    metrics: { search_requests_total: { labels: ['code'] } },
  };

  it('are those that are built in', () => {
    expect(slosOf({})).toEqual(BUILT_IN);
  });

  it('are as the input says: another figure, none, and one of its own', () => {
    const slos = [{ name: 'ui-availability', objective: 99.99 }, { name: 'llm-latency', enabled: false }, OWN];
    const { 'llm-latency': _, ...rest } = BUILT_IN;
    expect(slosOf({ fleet: { slos } })).toEqual({
      ...rest,
      'ui-availability': '0.9999',
      search: '0.9995',
    });
  });

  it('leave out what nobody measures', () => {
    expect(Object.keys(slosOf({ cluster: { components: { blackbox: { mode: 'disabled' } } } }))).not.toContain(
      'ui-availability',
    );
  });

  it('record every window that burn rates need, and the budget', () => {
    const records = rulesOf({ fleet: { slos: [OWN] } })
      .filter(({ labels }) => isObject(labels) && labels.slo === 'search')
      .map(({ record }) => String(record));
    for (const window of ['5m', '30m', '1h', '2h', '6h', '1d', '3d', '7d'])
      for (const series of ['sli_error', 'burn_rate']) expect(records).toContain(`slo:${series}:ratio_rate${window}`);
    expect(records).toContain('slo:error_budget:remaining_ratio');
  });
});

describe('a budget', () => {
  it('is a series that the alert compares with', () => {
    const budget = rulesOf({ cluster: { budget: { usdPerDay: 12.5 } } }).find(
      ({ record }) => record === 'llm:budget:usd_per_day',
    );
    expect(budget?.expr).toBe('0 * max by (cluster, environment) (up) + 12.5');
  });
});
