/** A Prometheus that somebody else runs: it finds what it scrapes and evaluates, is let in, and collectors and Grafana know it. */
import { describe, expect, it } from 'vitest';
import { AGE_LIMIT } from '../../generator/components/prometheus/backup-names.ts';
import { prometheusComponent } from '../../generator/components/prometheus/prometheus.ts';
import { isList, isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import type { Manifest } from '../../generator/kubernetes/manifest.ts';
import { at } from '../engines/live-object.ts';
import { ruleGroups, watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const LABELS = { release: 'theirs' };
const PLACE = [
  { targetLabel: 'cluster', replacement: 'eu-1' },
  { targetLabel: 'environment', replacement: 'prod' },
];

function watchedBy(external: JsonObject = {}) {
  const prometheus = {
    mode: 'external',
    external: {
      url: 'https://mimir.acme.io:8443/prometheus',
      writeUrls: ['https://mimir.acme.io:9443/api/v1/push'],
      scrapers: { namespaces: ['monitoring'], selector: { app: 'prometheus' } },
      monitorLabels: LABELS,
      ...external,
    },
  };
  return watchedCluster({ cluster: { components: { prometheus } }, labels: { team: 'search' } });
}

const WATCHED = watchedBy();
const ALL = [...WATCHED.values()].flatMap(({ manifests }) => manifests);
const ofKind = (...kinds: readonly string[]): readonly Manifest[] => ALL.filter(({ kind }) => kinds.includes(kind));

function list(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : [];
}

function relabelings({ kind, spec }: Manifest): readonly Json[] {
  if (kind === 'Probe') return list(at(spec, 'targets', 'staticConfig', 'relabelingConfigs'));
  return list(at(spec, kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints')).flatMap((endpoint) =>
    list(at(endpoint, 'relabelings')),
  );
}

describe('a Prometheus elsewhere', () => {
  it('is not deployed, and neither is an Alertmanager, nor a Secret for its receivers', () => {
    expect(WATCHED.has('prometheus')).toBe(false);
    const wanted = watchedCluster({ fleet: { alerting: { slack: { channel: '#a' } } } });
    const secretsIn = (answers: typeof wanted) =>
      [...answers.values()].flatMap(({ manifests }) =>
        manifests.filter(({ kind }) => kind === 'ExternalSecret').map(({ metadata }) => metadata.name),
      );
    expect(secretsIn(wanted)).toContain('alertmanager-receivers');
    expect(secretsIn(WATCHED)).not.toContain('alertmanager-receivers');
  });

  it('selects every monitor and rule of ours by its labels', () => {
    const selected = ofKind('ServiceMonitor', 'PodMonitor', 'Probe', 'PrometheusRule');
    expect(selected.length).toBeGreaterThan(30);
    for (const { metadata } of selected) expect(metadata.labels).toMatchObject(LABELS);
  });

  it('gets the place of each series from our monitors', () => {
    for (const manifest of ofKind('ServiceMonitor', 'PodMonitor', 'Probe'))
      expect([manifest.metadata.name, relabelings(manifest).slice(-2)]).toEqual([manifest.metadata.name, PLACE]);
  });

  it.each([
    ['otel-gateway', ['serviceMonitor'], 'extraLabels', 'relabelings'],
    ['valkey', ['metrics', 'serviceMonitor'], 'additionalLabels', 'relabelings'],
    ['grafana', ['serviceMonitor'], 'labels', 'relabelings'],
    ['logs', ['server', 'serviceMonitor'], 'extraLabels', 'relabelings'],
    ['external-secrets', ['serviceMonitor'], 'additionalLabels', 'relabelings'],
    ['blackbox', ['serviceMonitor', 'selfMonitor'], 'labels', 'additionalRelabeling'],
  ])('gets the same from the monitor of the chart of %s', (component, path, labels, list) => {
    const monitor = at(WATCHED.get(component)?.values, ...path);
    expect(at(monitor, 'enabled')).toBe(true);
    expect(at(monitor, labels)).toEqual(LABELS);
    expect(at(monitor, list)).toEqual(PLACE);
  });

  it('gets the same from the monitors whose charts say it in another way', () => {
    expect(at(WATCHED.get('cert-manager')?.values, 'prometheus', 'servicemonitor')).toMatchObject({
      labels: LABELS,
      endpointAdditionalProperties: { relabelings: PLACE },
    });
    expect(at(WATCHED.get('cloudnative-pg')?.values, 'monitoring')).toMatchObject({
      podMonitorAdditionalLabels: LABELS,
      podMonitorRelabelings: PLACE,
    });
    const agent = at(WATCHED.get('otel-agent')?.values, 'podMonitor');
    expect(at(agent, 'extraLabels')).toEqual(LABELS);
    for (const endpoint of list(at(agent, 'metricsEndpoints')))
      expect(list(at(endpoint, 'relabelings')).slice(-2)).toEqual(PLACE);
  });

  it('leaves no monitor of a chart without its labels', () => {
    const isMonitor = ([key, value]: readonly [string, Json]): boolean =>
      /^(service|pod)monitor$/i.test(key) && isObject(value) && value.enabled === true;
    const monitorsIn = (values: Json): readonly Json[] =>
      isObject(values)
        ? Object.entries(values).flatMap((entry) => [...(isMonitor(entry) ? [entry[1]] : []), ...monitorsIn(entry[1])])
        : [];
    const monitors = [...WATCHED.values()].flatMap(({ values }) => monitorsIn(values));
    expect(monitors.length).toBeGreaterThan(8);
    for (const monitor of monitors) expect(Object.values(monitor as JsonObject)).toContainEqual(LABELS);
  });

  it('evaluates our rules, and says in each series and alert which cluster it is of', () => {
    const rules = ofKind('PrometheusRule').flatMap(({ spec }) =>
      list(at(spec, 'groups')).flatMap((group) => list(at(group, 'rules'))),
    );
    expect(rules.length).toBeGreaterThan(100);
    for (const rule of rules)
      expect(at(rule, 'labels')).toMatchObject({ cluster: 'eu-1', environment: 'prod', team: 'search' });
    const names = ofKind('PrometheusRule').map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining(['llm', 'otel-gateway', 'slo-ingestion-success', 'addresses']));
    expect(ofKind('PodMonitor').map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(['argocd', 'flux']),
    );
  });

  it('evaluates every rule that a Prometheus of ours does, but for the alerts about ours', () => {
    const ruleNames = (answers: typeof WATCHED): readonly Json[] =>
      ruleGroups(answers)
        .flatMap((group) => list(at(group, 'rules')))
        .map((rule) => at(rule, 'alert') ?? at(rule, 'record') ?? '');
    const theirs = new Set(ruleNames(WATCHED));
    const left = ruleNames(watchedCluster({})).filter((name) => !theirs.has(name));
    const about = new Set<Json>([AGE_LIMIT, ...(prometheusComponent.alerts ?? []).map(({ name }) => name)]);
    expect(left).not.toEqual([]);
    expect(left.filter((name) => !about.has(name))).toEqual([]);
  });

  it('is let in to what it scrapes', () => {
    const policy = ofKind('NetworkPolicy').find(({ metadata }) => metadata.name === 'otel-gateway-collector');
    const rule = list(at(policy?.spec, 'ingress')).find((one) =>
      list(at(one, 'ports')).some((port) => at(port, 'port') === 8888),
    );
    expect(at(rule, 'from')).toEqual([
      {
        namespaceSelector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['monitoring'] }],
        },
        podSelector: { matchLabels: { app: 'prometheus' } },
      },
    ]);
  });
});

const portsOut = (name: string, answers: typeof WATCHED): readonly Json[] =>
  [...answers.values()]
    .flatMap(({ manifests }) => manifests)
    .filter(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === name)
    .flatMap(({ spec }) => list(at(spec, 'egress')))
    .filter((rule) => at(rule, 'to') === undefined)
    .flatMap((rule) => list(at(rule, 'ports')).map((port) => at(port, 'port') ?? ''));

describe('what writes to a Prometheus elsewhere', () => {
  const configuration = (external: JsonObject) =>
    at(watchedBy(external).get('otel-gateway')?.values, 'alternateConfig');

  it('is the collector, to every address', () => {
    const writeUrls = ['http://prometheus-0.theirs.monitoring.svc:9090/api/v1/write', 'https://far.acme.io/write'];
    const said = configuration({ writeUrls });
    const names = ['prometheus_remote_write/external/0', 'prometheus_remote_write/external/1'];
    expect(at(said, 'service', 'pipelines', 'metrics', 'exporters')).toEqual([...names, 'forward/openlit']);
    expect(names.map((name) => at(said, 'exporters', name, 'endpoint'))).toEqual(writeUrls);
    expect(portsOut('otel-gateway-collector', watchedBy({ writeUrls }))).toEqual(expect.arrayContaining([9090, 443]));
  });

  it.each([
    ['basic', 'basicauth/prometheus', ['username', 'password']],
    ['bearer', 'bearertokenauth/prometheus', ['token']],
  ])('signs in with %s', (kind, authenticator, keys) => {
    const external = { signIn: { kind }, headers: { 'X-Scope-OrgID': 'l$m' }, caSecretName: 'acme' };
    const said = configuration(external);
    expect(at(said, 'exporters', 'prometheus_remote_write/external/0')).toMatchObject({
      auth: { authenticator },
      headers: { 'X-Scope-OrgID': 'l$$m' },
      tls: { ca_file: '/etc/lang-observatory/authorities/prometheus/ca.crt' },
    });
    expect(at(said, 'service', 'extensions')).toEqual(['health_check', authenticator]);
    expect(at(said, 'extensions', authenticator)).toBeDefined();
    const { values } = watchedBy(external).get('otel-gateway') ?? {};
    for (const key of keys)
      expect(at(values, 'extraEnvs')).toContainEqual({
        name: `PROMETHEUS_${key.toUpperCase()}`,
        valueFrom: { secretKeyRef: { name: 'prometheus-external', key } },
      });
    expect(list(at(values, 'extraVolumes'))).toContainEqual(
      expect.objectContaining({ secret: expect.objectContaining({ secretName: 'acme' }) }),
    );
  });
});

describe('Grafana', () => {
  const source = (external: JsonObject) =>
    list(at(watchedBy(external).get('grafana')?.values, 'datasources', 'datasources.yaml', 'datasources'))[0];

  it('reads the Prometheus elsewhere at its address, through its port', () => {
    expect(source({})).toMatchObject({
      uid: 'prometheus',
      url: 'https://mimir.acme.io:8443/prometheus',
      isDefault: true,
    });
    expect(portsOut('grafana', watchedBy())).toContain(8443);
  });

  it('signs in as the collectors do, with what the Secret holds', () => {
    expect(source({ signIn: { kind: 'basic' } })).toMatchObject({
      basicAuth: true,
      basicAuthUser: '${PROMETHEUS_USERNAME}',
      secureJsonData: { basicAuthPassword: '${PROMETHEUS_PASSWORD}' },
    });
    const bearer = {
      signIn: { kind: 'bearer', secretName: 'theirs' },
      headers: { 'X-Scope-OrgID': 'a' },
      caSecretName: 'acme',
    };
    expect(source(bearer)).toMatchObject({
      jsonData: { httpHeaderName1: 'X-Scope-OrgID', httpHeaderName2: 'Authorization', tlsAuthWithCACert: true },
      secureJsonData: {
        httpHeaderValue1: 'a',
        httpHeaderValue2: 'Bearer ${PROMETHEUS_TOKEN}',
        tlsCACert: '${PROMETHEUS_AUTHORITY}',
      },
    });
    expect(at(watchedBy(bearer).get('grafana')?.values, 'envValueFrom')).toMatchObject({
      PROMETHEUS_TOKEN: { secretKeyRef: { name: 'theirs', key: 'token' } },
      PROMETHEUS_AUTHORITY: { secretKeyRef: { name: 'acme', key: 'ca.crt' } },
    });
  });
});
