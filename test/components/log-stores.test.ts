/** Log stores, here and elsewhere: where lines go, where Grafana reads them, and what it needs for that. */
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const LOKI = {
  mode: 'external',
  external: {
    kind: 'loki',
    url: 'https://loki.acme.io/',
    headers: { 'X-Scope-OrgID': 'l$m' },
    secretHeaders: ['Authorization'],
  },
} as const satisfies JsonObject;
const VICTORIA = {
  mode: 'external',
  external: { kind: 'victoria-logs', url: 'https://logs.acme.io:9428/llm' },
} as const;
const OFF = { mode: 'disabled' } as const;

const values = (component: string, components: JsonObject): JsonObject =>
  watchedCluster({ cluster: { components } }).get(component)?.values ?? {};

const exporter = (name: 'logs' | 'audit', components: JsonObject): Json | undefined =>
  at(values('otel-gateway', components), 'alternateConfig', 'exporters', `otlp_http/${name}`);

function sources(components: JsonObject): readonly Json[] {
  const said = at(values('grafana', components), 'datasources', 'datasources.yaml', 'datasources');
  return Array.isArray(said) ? said : [];
}

const preinstalled = (components: JsonObject): Json | undefined =>
  at(values('grafana', components), 'grafana.ini', 'plugins', 'preinstall');

/** Ports to any address that a pod may connect to. */
function waysOut(policy: string, component: string, components: JsonObject): readonly Json[] {
  const manifests = watchedCluster({ cluster: { components } }).get(component)?.manifests ?? [];
  const found = manifests.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === policy);
  const rules = at(found ?? {}, 'spec', 'egress');
  return (Array.isArray(rules) ? rules : [])
    .filter((rule) => at(rule, 'to') === undefined)
    .flatMap((rule) => at(rule, 'ports') ?? [])
    .map((port) => at(port, 'port') ?? '');
}

describe('lines', () => {
  it('go to the path of OTLP of each program, with the headers that it wants', () => {
    expect(exporter('logs', {})).toMatchObject({
      logs_endpoint: 'http://logs.lang-observatory.svc:9428/insert/opentelemetry/v1/logs',
    });
    expect(exporter('logs', { logs: LOKI })).toMatchObject({
      logs_endpoint: 'https://loki.acme.io/otlp/v1/logs',
      headers: { 'X-Scope-OrgID': 'l$$m', Authorization: '${env:LOGS__AUTHORIZATION}' },
    });
    expect(exporter('audit', { audit: VICTORIA })).toMatchObject({
      logs_endpoint: 'https://logs.acme.io:9428/llm/insert/opentelemetry/v1/logs',
    });
    const variables = at(values('otel-gateway', { logs: LOKI }), 'extraEnvs');
    expect(variables).toContainEqual({
      name: 'LOGS__AUTHORIZATION',
      valueFrom: { secretKeyRef: { name: 'logs-headers', key: 'Authorization' } },
    });
  });

  it('of pods are sent to a store elsewhere too, unless it would reject them as too old', () => {
    const condition = at(
      values('otel-agent', { logs: LOKI, audit: OFF }),
      'alternateConfig',
      'processors',
      'filter/too_old',
      'log_conditions',
    );
    expect(condition).toEqual(['log.time < Now() - Duration("168h")']);
  });

  it('leave by the port of the store alone', () => {
    expect(waysOut('otel-gateway-collector', 'otel-gateway', { audit: VICTORIA })).toContain(9428);
  });
});

describe('Grafana', () => {
  it('reads each store that there is, and no other', () => {
    const names = (components: JsonObject) => sources(components).map((source) => at(source, 'uid'));
    expect(names({})).toEqual(['prometheus', 'logs', 'audit']);
    expect(names({ audit: OFF })).toEqual(['prometheus', 'logs']);
    expect(names({ logs: OFF, audit: OFF, 'otel-agent': OFF, 'otel-events': OFF })).toEqual(['prometheus']);
  });

  it('leads from a line to its trace in Langfuse, and to the metrics of its application', () => {
    const links = at(sources({})[1] ?? {}, 'jsonData', 'derivedFields');
    expect(links).toContainEqual({
      name: 'trace_id',
      matcherType: 'label',
      matcherRegex: 'trace_id',
      url: expect.stringMatching(/^https:\/\/langfuse\.eu-1\..*\/trace\/\$\$\{__value\.raw\}$/),
      urlDisplayLabel: 'Langfuse',
    });
    expect(links).toContainEqual(
      expect.objectContaining({
        matcherRegex: 'service.name',
        url: '/d/llm-overview?var-service_name=$${__value.raw}',
      }),
    );
    expect(JSON.stringify(sources({ langfuse: OFF }))).not.toContain('/trace/');
  });

  it('takes the headers of a store elsewhere from the same Secret', () => {
    const source = sources({ logs: LOKI })[1];
    expect(source).toMatchObject({
      type: 'loki',
      url: 'https://loki.acme.io',
      jsonData: { httpHeaderName1: 'X-Scope-OrgID', httpHeaderName2: 'Authorization' },
      secureJsonData: { httpHeaderValue1: 'l$$m', httpHeaderValue2: '$LOGS__AUTHORIZATION' },
    });
    expect(at(values('grafana', { logs: LOKI }), 'envValueFrom', 'LOGS__AUTHORIZATION')).toEqual({
      secretKeyRef: { name: 'logs-headers', key: 'Authorization' },
    });
  });

  it('fetches the plugin where it reads VictoriaLogs, from grafana.com or from where it is told', () => {
    const loki = { logs: LOKI, audit: OFF };
    expect(preinstalled({})).toBe('victoriametrics-logs-datasource@0.30.1');
    expect(preinstalled(loki)).toBe('');
    const url = 'https://artifacts.acme.io:8443/logs.zip';
    expect(preinstalled({ grafana: { logsPluginUrl: url } })).toBe(`victoriametrics-logs-datasource@0.30.1@${url}`);
    expect(waysOut('grafana', 'grafana', { grafana: { logsPluginUrl: url } })).toContain(8443);
  });
});
