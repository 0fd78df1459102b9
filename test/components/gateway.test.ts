import { describe, expect, it } from 'vitest';
import { gatewayComponent } from '../../generator/components/gateway/gateway.ts';
import { exposedFrom, gateway } from '../../generator/components/gateway/handle.ts';
import { gatewayCrds } from '../../generator/components/gateway-crds/handle.ts';
import { issuers } from '../../generator/components/issuers/handle.ts';
import { nginxGateway } from '../../generator/components/nginx-gateway/handle.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import type { Stack } from '../../generator/stack/component.ts';
import type { Handle } from '../../generator/stack/handle.ts';
import { watchedCluster, watchedGraph } from '../telemetry/rules/watched-cluster.ts';
import { CLUSTER, EMPTY_STACK } from './empty-stack.ts';

const NGINX = {
  mode: 'managed',
  kind: 'gateway-api',
  className: 'nginx',
  hosts: { langfuse: 'langfuse', grafana: 'grafana', openlit: 'openlit', 'object-store': 'objects', otlp: 'otlp' },
  certificate: { from: 'issuer' },
  annotations: {},
} as const;
const CLOUD = { ...NGINX, className: 'gke-l7-global-external-managed' } as const;
const INGRESS = { ...NGINX, kind: 'ingress' } as const;

/** With an issuer as it is where nobody says anything of it. */
const STACK: Stack = { ...EMPTY_STACK, of: () => ({ mode: 'managed', kind: 'self-signed' }) as never };
const WITH_ISSUERS = { ...STACK, deploys: (component: Handle) => component === issuers };

function kinds(settings: Parameters<typeof exposedFrom>[0]): readonly string[] {
  return (gatewayComponent.manifests?.(settings, STACK) ?? []).map(({ kind }) => kind);
}

function certificate(...deployed: readonly string[]): JsonObject | undefined {
  const stack = { ...STACK, deploys: ({ name }: Handle) => deployed.includes(name) };
  return gatewayComponent.perCluster?.(NGINX, stack, CLUSTER).manifests?.[0];
}

describe('a Gateway of class nginx', () => {
  it('brings its own controller, and proxies that the UIs let in', () => {
    expect(gatewayComponent.requires?.(NGINX, STACK)).toContain(nginxGateway);
    expect(exposedFrom(NGINX)).toBe(gateway.proxy);
    expect(gatewayComponent.workloads?.(NGINX, WITH_ISSUERS)).toEqual({ proxy: true, 'http01-solver': false });
  });

  it('takes from clients the largest batch of a collector', () => {
    const policy = gatewayComponent.manifests?.(NGINX, STACK).find(({ kind }) => kind === 'ClientSettingsPolicy');
    expect(policy?.spec).toEqual({
      targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'lang-observatory' },
      body: { maxSize: '24m' },
    });
    expect(kinds(CLOUD)).not.toContain('ClientSettingsPolicy');
    expect(kinds(INGRESS)).not.toContain('ClientSettingsPolicy');
  });

  it('answers http with nothing but a redirect', () => {
    const redirect = gatewayComponent.manifests?.(NGINX, STACK).find(({ kind }) => kind === 'HTTPRoute');
    expect(redirect?.spec).toMatchObject({
      parentRefs: [{ sectionName: 'http' }],
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }],
    });
  });
});

it("a cloud's GatewayClass needs no controller of ours", () => {
  expect(gatewayComponent.requires?.(CLOUD, STACK)).toEqual([issuers, gatewayCrds]);
  expect(exposedFrom(CLOUD)).toEqual({ outside: 'anywhere' });
  expect(gatewayComponent.workloads?.(CLOUD, WITH_ISSUERS)).toEqual({ proxy: false, 'http01-solver': false });
});

it('classic Ingress needs nothing but the certificate', () => {
  expect(gatewayComponent.requires?.(INGRESS, STACK)).toEqual([issuers]);
  expect(kinds(INGRESS)).toEqual(['Certificate']);
});

it('annotations are on what makes the load balancer: the Gateway, or each Ingress', () => {
  const annotated = (kind: string): readonly string[] => {
    const settings = { kind, annotations: { 'acme.io/scheme': 'internal' } };
    const answers = watchedCluster({ cluster: { components: { gateway: settings } } });
    return [...answers.values()]
      .flatMap(({ manifests }) => manifests)
      .filter((manifest) => JSON.stringify(manifest).includes('"acme.io/scheme":"internal"'))
      .map((manifest) => `${manifest.kind} ${manifest.metadata.name}`)
      .sort();
  };
  expect(annotated('gateway-api')).toEqual(['Gateway lang-observatory']);
  expect(annotated('ingress')).toEqual(['Ingress grafana', 'Ingress langfuse']);
});

describe('the certificate', () => {
  it('names the host of each deployed UI', () => {
    expect(certificate('langfuse', 'grafana')?.spec).toMatchObject({
      dnsNames: ['grafana.eu-1.test.example', 'langfuse.eu-1.test.example'],
    });
    expect(certificate('grafana')?.spec).toMatchObject({ dnsNames: ['grafana.eu-1.test.example'] });
  });

  it('is never without a name, which cert-manager would refuse', () => {
    expect(certificate()?.spec).toMatchObject({ dnsNames: ['eu-1.test.example'] });
  });
});

describe("a Gateway of one of Google's own classes", () => {
  const answers = (className: string) => {
    const { graph, cluster } = watchedGraph({ cluster: { components: { gateway: { className } } } });
    return ['langfuse', 'grafana'].flatMap((name) => {
      const component = graph.deployed.find((one) => one.name === name);
      return component?.perCluster?.(graph.stack.of(component.handle), graph.stack, cluster).manifests ?? [];
    });
  };

  it('is told what answers when a UI may be sent requests: by itself it would answer 503 for ever', () => {
    const checks = answers(CLOUD.className).filter(({ kind }) => kind === 'HealthCheckPolicy');
    expect(checks.map(({ spec }) => spec)).toEqual([
      {
        default: {
          config: {
            type: 'HTTP',
            httpHealthCheck: { portSpecification: 'USE_FIXED_PORT', port: 3000, requestPath: '/api/public/ready' },
          },
        },
        targetRef: { group: '', kind: 'Service', name: 'langfuse-web' },
      },
      {
        default: {
          config: {
            type: 'HTTP',
            httpHealthCheck: { portSpecification: 'USE_FIXED_PORT', port: 3000, requestPath: '/api/health' },
          },
        },
        targetRef: { group: '', kind: 'Service', name: 'grafana' },
      },
    ]);
  });

  it.each(['nginx', 'istio'])('is the only one that is told: not %s', (className) => {
    expect(answers(className).map(({ kind }) => kind)).not.toContain('HealthCheckPolicy');
  });
});

describe('host names', () => {
  const HOSTS = { langfuse: 'traces', grafana: 'dashboards.acme.io' };
  const text = (kind: 'gateway-api' | 'ingress'): string => {
    const answers = watchedCluster({ cluster: { components: { gateway: { kind, hosts: HOSTS } } } });
    return JSON.stringify([...answers.values()]);
  };

  it.each(['gateway-api', 'ingress'] as const)('are said once, and whoever needs them has them: %s', (kind) => {
    const all = text(kind);
    expect(all).toContain('"dnsNames":["dashboards.acme.io","traces.');
    expect(all).toContain('https://dashboards.acme.io');
    expect(all).not.toMatch(/https:\/\/(grafana|langfuse)\.[a-z0-9-]+\.test\.example/);
  });
});

describe('a certificate of somebody else', () => {
  const made = (gatewaySettings: JsonObject) => {
    const { graph, cluster } = watchedGraph({ cluster: { components: { gateway: gatewaySettings } } });
    const answers = watchedCluster({ cluster: { components: { gateway: gatewaySettings } } });
    return {
      cluster,
      deployed: graph.deployed.map(({ name }) => name),
      manifests: [...answers.values()].flatMap(({ manifests }) => manifests),
    };
  };
  const SECRET = { from: 'secret', secretName: 'acme-wildcard' };

  it('is in a Secret that the Gateway or each Ingress names, and nobody asks for another', () => {
    const { deployed, manifests } = made({ certificate: SECRET });
    expect(deployed).not.toContain('issuers');
    expect(manifests.filter(({ metadata }) => metadata.name === 'lang-observatory-tls')).toEqual([]);
    expect(JSON.stringify(manifests.find(({ kind }) => kind === 'Gateway'))).toContain(
      '"certificateRefs":[{"name":"acme-wildcard"}]',
    );
    const ingresses = made({ kind: 'ingress', certificate: SECRET }).manifests.filter(({ kind }) => kind === 'Ingress');
    expect(ingresses).toHaveLength(2);
    for (const one of ingresses) expect(JSON.stringify(one)).toContain('"secretName":"acme-wildcard"');
  });

  it('is at the load balancer: by options, by annotations, or found by the host', () => {
    const gatewayOf = (settings: JsonObject) => made(settings).manifests.find(({ kind }) => kind === 'Gateway');
    const from = 'load-balancer';
    const options = { 'networking.gke.io/pre-shared-certs': 'observatory' };
    const className = CLOUD.className;
    expect(JSON.stringify(gatewayOf({ className, certificate: { from, options } }))).toContain(
      '"tls":{"mode":"Terminate","options":{"networking.gke.io/pre-shared-certs":"observatory"}}',
    );
    const annotations = { 'networking.gke.io/certmap': 'observatory' };
    const mapped = gatewayOf({ className, annotations, certificate: { from } });
    expect(mapped?.metadata.annotations).toEqual(annotations);
    expect(JSON.stringify(mapped)).not.toMatch(/"tls"|infrastructure/);
    const balanced = made({ kind: 'ingress', className: 'alb', certificate: { from } }).manifests;
    expect(JSON.stringify(balanced.filter(({ kind }) => kind === 'Ingress'))).not.toContain('"tls"');
  });
});

describe("an Ingress of a cloud's controller", () => {
  const annotationsOf = (className: string, ui: string) => {
    const answers = watchedCluster({ cluster: { components: { gateway: { kind: 'ingress', className } } } });
    return [...answers.values()]
      .flatMap(({ manifests }) => manifests)
      .find(({ kind, metadata }) => kind === 'Ingress' && metadata.name === ui)?.metadata.annotations;
  };

  it('says what answers when a UI may be sent requests, and that queries take minutes', () => {
    expect(annotationsOf('alb', 'langfuse')).toEqual({
      'alb.ingress.kubernetes.io/healthcheck-path': '/api/public/ready',
      'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]',
      'alb.ingress.kubernetes.io/load-balancer-attributes': 'idle_timeout.timeout_seconds=300',
      'alb.ingress.kubernetes.io/ssl-redirect': '443',
      'alb.ingress.kubernetes.io/target-type': 'ip',
    });
    expect(annotationsOf('alb-internal', 'grafana')).toMatchObject({
      'alb.ingress.kubernetes.io/healthcheck-path': '/api/health',
    });
    expect(annotationsOf('azure-application-gateway', 'grafana')).toEqual({
      'appgw.ingress.kubernetes.io/health-probe-path': '/api/health',
      'appgw.ingress.kubernetes.io/request-timeout': '300',
      'appgw.ingress.kubernetes.io/ssl-redirect': 'true',
    });
    expect(Object.keys(annotationsOf('traefik', 'grafana') ?? {}).join()).toMatch(/^nginx/);
  });
});

it('is told of its clients by the load balancer, where the proxy believes it', () => {
  const configured = (clientAddresses?: JsonObject): unknown => {
    const cluster = { components: { 'nginx-gateway': clientAddresses === undefined ? {} : { clientAddresses } } };
    return JSON.parse(JSON.stringify(watchedCluster({ cluster }).get('nginx-gateway')?.values ?? {})).nginx.config;
  };
  const trustedAddresses = [
    { type: 'CIDR', value: '10.0.0.0/16' },
    { type: 'CIDR', value: 'fd00::/64' },
  ];
  const trusted = trustedAddresses.map(({ value }) => value);
  expect(configured()).toBeUndefined();
  expect(configured({ from: 'proxy-protocol', trusted })).toEqual({
    rewriteClientIP: { mode: 'ProxyProtocol', setIPRecursively: false, trustedAddresses },
  });
  expect(configured({ from: 'x-forwarded-for', trusted })).toEqual({
    rewriteClientIP: { mode: 'XForwardedFor', setIPRecursively: true, trustedAddresses },
  });
});
