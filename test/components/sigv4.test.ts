/** Amazon Managed Service for Prometheus: requests are signed with the IAM role of the pods, and nobody has a key. */
import { describe, expect, it } from 'vitest';
import { isList, type Json, type JsonObject } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import { runKubeconform } from '../../generator/validate/kubeconform.ts';
import { at } from '../engines/live-object.ts';
import { realTool } from '../real-tool.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const ROLE = 'arn:aws:iam::123456789012:role/metrics';
const ANNOTATIONS = { 'eks.amazonaws.com/role-arn': ROLE };
const WORKSPACE = 'https://aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1';
const WRITE = `${WORKSPACE}/api/v1/remote_write`;
const SIGNED = { kind: 'sigv4', roleArn: ROLE };
const POD_IDENTITY = { kind: 'sigv4' };

type Answers = ReturnType<typeof watchedCluster>;

const withComponents = (components: JsonObject, level: JsonObject = {}): Answers =>
  watchedCluster({ cluster: { ...level, components } });

const list = (value: Json | undefined): readonly Json[] => (value !== undefined && isList(value) ? value : []);

/** The servers and ports that the policies of these pods name; `any` is every address. */
function waysOut(name: string, answers: Answers): readonly string[] {
  const policies = [...answers.values()].flatMap(({ manifests }) => manifests);
  const rules = policies
    .filter(({ metadata }) => metadata.name === name || metadata.name === `${name}-to-hosts`)
    .flatMap(({ spec }) => list(at(spec, 'egress')));
  const ports = (rule: Json): readonly string[] =>
    [...list(at(rule, 'ports')), ...list(at(rule, 'toPorts')).flatMap((each) => list(at(each, 'ports')))].map((each) =>
      String(at(each, 'port')),
    );
  const servers = (rule: Json): readonly string[] => [
    ...(at(rule, 'to') === undefined && at(rule, 'ports') !== undefined ? ['any'] : []),
    ...list(at(rule, 'toFQDNs')).map((server) => String(at(server, 'matchName'))),
  ];
  return rules.flatMap((rule) => servers(rule).flatMap((server) => ports(rule).map((port) => `${server}:${port}`)));
}

const secretsOf = (answers: Answers): readonly string[] =>
  [...answers.values()]
    .flatMap(({ manifests }) => manifests)
    .filter(({ kind }) => kind === 'ExternalSecret')
    .map(({ metadata }) => metadata.name);

describe('remote write to a workspace', () => {
  const written = (signIn: JsonObject, url = WRITE, level: JsonObject = {}): Answers =>
    withComponents({ prometheus: { remoteWrite: [{ name: 'central', url, signIn }] } }, level);
  const values = (answers: Answers) => at(answers.get('prometheus')?.values, 'prometheus');

  it('is signed for the region of the address, by the service account with the role, without a Secret', () => {
    const answers = written(SIGNED);
    expect(at(values(answers), 'prometheusSpec', 'remoteWrite')).toEqual([
      { name: 'central', url: WRITE, headers: {}, sigv4: { region: 'eu-west-1' } },
    ]);
    expect(at(values(answers), 'serviceAccount', 'annotations')).toEqual(ANNOTATIONS);
    expect(secretsOf(answers)).not.toContain('remote-write-central');
    expect(secretsOf(written({ kind: 'basic' }, 'https://metrics.acme.io'))).toContain('remote-write-central');
  });

  it('is said in fields that the resource of the operator has', async () => {
    const remoteWrite = at(values(written(SIGNED)), 'prometheusSpec', 'remoteWrite') ?? [];
    const resource = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'Prometheus',
      metadata: { name: 'kps' },
      spec: { remoteWrite },
    };
    const streams = [{ file: 'prometheus.yaml', documents: [emitYaml(resource)] }];
    expect(await runKubeconform({ binary: await realTool('kubeconform'), minor: '1.37', streams })).toEqual([]);
  });

  it.each([
    ['https://aps-workspaces-fips.us-gov-west-1.amazonaws.com/workspaces/ws-1/api/v1/remote_write', 'us-gov-west-1'],
    ['https://aps-workspaces.eu-central-2.api.aws/workspaces/ws-1/api/v1/remote_write', 'eu-central-2'],
    ['https://vpce-1a-2b.aps-workspaces.us-east-1.vpce.amazonaws.com/workspaces/ws-1/api/v1/remote_write', 'us-east-1'],
    ['https://aps-workspaces.cn-north-1.amazonaws.com.cn/workspaces/ws-1/api/v1/remote_write', 'cn-north-1'],
  ])('reads the region of %s', (url, region) => {
    expect(at(values(written(POD_IDENTITY, url)), 'prometheusSpec', 'remoteWrite')).toMatchObject([
      { sigv4: { region } },
    ]);
  });

  it('asks STS in that region for its credentials, or the agent on the node, and no other server', () => {
    const cilium = { hostPolicies: 'cilium' };
    const host = 'aps-workspaces.eu-west-1.amazonaws.com:443';
    const before = waysOut('prometheus', written({ kind: 'none' }, WRITE, cilium));
    const more = (answers: Answers) => waysOut('prometheus', answers).filter((way) => !before.includes(way));
    expect(before).toContain(host);
    expect(more(written(SIGNED, WRITE, cilium))).toEqual(['sts.eu-west-1.amazonaws.com:443']);
    expect(more(written(POD_IDENTITY, WRITE, cilium))).toEqual(['any:80']);
    const chinese = 'https://aps-workspaces.cn-north-1.amazonaws.com.cn/workspaces/ws-1/api/v1/remote_write';
    expect(waysOut('prometheus', written(SIGNED, chinese, cilium))).toContain('sts.cn-north-1.amazonaws.com.cn:443');
  });
});

describe('a workspace in place of our Prometheus', () => {
  const replaced = (signIn: JsonObject, more: JsonObject = {}): Answers =>
    withComponents({
      prometheus: {
        mode: 'external',
        external: { url: WORKSPACE, writeUrls: [WRITE], signIn, scrapers: { namespaces: ['monitoring'] }, ...more },
      },
    });

  it('is written to by collectors that sign for the region and the service of each address', () => {
    const far = 'https://aps-workspaces.us-east-1.amazonaws.com/workspaces/ws-2/api/v1/remote_write';
    const answers = replaced(SIGNED, { writeUrls: [WRITE, far] });
    const gateway = answers.get('otel-gateway')?.values;
    expect(at(gateway, 'alternateConfig', 'extensions')).toMatchObject({
      'sigv4auth/eu-west-1': { region: 'eu-west-1', service: 'aps' },
      'sigv4auth/us-east-1': { region: 'us-east-1', service: 'aps' },
    });
    const authenticators = [0, 1].map((index) =>
      at(gateway, 'alternateConfig', 'exporters', `prometheus_remote_write/external/${index}`, 'auth', 'authenticator'),
    );
    expect(authenticators).toEqual(['sigv4auth/eu-west-1', 'sigv4auth/us-east-1']);
    expect(at(gateway, 'alternateConfig', 'service', 'extensions')).toEqual(
      expect.arrayContaining(['sigv4auth/eu-west-1', 'sigv4auth/us-east-1']),
    );
    expect(at(gateway, 'serviceAccount', 'annotations')).toEqual(ANNOTATIONS);
    expect(secretsOf(answers)).not.toContain('prometheus-external');
  });

  it('is read by Grafana with the plugin that signs, under the name and UID that dashboards know', () => {
    const grafana = replaced(SIGNED).get('grafana')?.values;
    expect(list(at(grafana, 'datasources', 'datasources.yaml', 'datasources'))[0]).toEqual({
      name: 'Prometheus',
      uid: 'prometheus',
      type: 'grafana-amazonprometheus-datasource',
      access: 'proxy',
      url: WORKSPACE,
      isDefault: true,
      jsonData: { timeInterval: '30s', sigV4Auth: true, sigV4AuthType: 'default', sigV4Region: 'eu-west-1' },
      secureJsonData: {},
    });
    expect(String(at(grafana, 'grafana.ini', 'plugins', 'preinstall')).split(',')).toEqual([
      'victoriametrics-logs-datasource@0.30.1',
      'grafana-amazonprometheus-datasource@3.2.0',
    ]);
    expect(at(grafana, 'serviceAccount', 'annotations')).toEqual(ANNOTATIONS);
  });

  it('gives no service account a role where EKS Pod Identity does, and lets both ask its agent', () => {
    const answers = replaced(POD_IDENTITY);
    for (const [component, policy] of [
      ['otel-gateway', 'otel-gateway-collector'],
      ['grafana', 'grafana'],
    ] as const) {
      expect(at(answers.get(component)?.values, 'serviceAccount', 'annotations')).toBeUndefined();
      expect(waysOut(policy, answers)).toContain('any:80');
      expect(waysOut(policy, replaced(SIGNED))).not.toContain('any:80');
    }
  });
});

describe('a workspace beside the data sources of the stack', () => {
  const beside = (grafana: JsonObject = {}) =>
    withComponents({
      grafana: {
        dataSources: [{ name: 'central', type: 'prometheus', url: WORKSPACE, signIn: SIGNED }],
        ...grafana,
      },
    });

  it('is read with the same plugin and role', () => {
    const grafana = beside().get('grafana')?.values;
    expect(list(at(grafana, 'datasources', 'datasources.yaml', 'datasources'))).toContainEqual({
      name: 'central',
      uid: 'central',
      type: 'grafana-amazonprometheus-datasource',
      access: 'proxy',
      url: WORKSPACE,
      isDefault: false,
      jsonData: { sigV4Auth: true, sigV4AuthType: 'default', sigV4Region: 'eu-west-1' },
    });
    expect(at(grafana, 'serviceAccount', 'annotations')).toEqual(ANNOTATIONS);
  });

  it('is read with a plugin from where it is told', () => {
    const metricsPluginUrl = 'https://artifacts.acme.io:8443/metrics.zip';
    expect(at(beside({ metricsPluginUrl }).get('grafana')?.values, 'grafana.ini', 'plugins', 'preinstall')).toContain(
      `grafana-amazonprometheus-datasource@3.2.0@${metricsPluginUrl}`,
    );
  });
});
