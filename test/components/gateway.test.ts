import { describe, expect, it } from 'vitest';
import { gatewayComponent } from '../../generator/components/gateway/gateway.ts';
import { exposedFrom, gateway } from '../../generator/components/gateway/handle.ts';
import { gatewayCrds } from '../../generator/components/gateway-crds/handle.ts';
import { issuers } from '../../generator/components/issuers/handle.ts';
import { nginxGateway } from '../../generator/components/nginx-gateway/handle.ts';
import type { JsonObject } from '../../generator/data/json.ts';
import type { Handle } from '../../generator/stack/handle.ts';
import { watchedCluster, watchedGraph } from '../telemetry/rules/watched-cluster.ts';
import { CLUSTER, EMPTY_STACK } from './empty-stack.ts';

const NGINX = {
  mode: 'managed',
  kind: 'gateway-api',
  className: 'nginx',
  hosts: { langfuse: 'langfuse', grafana: 'grafana', openlit: 'openlit' },
  annotations: {},
} as const;
const CLOUD = { ...NGINX, className: 'gke-l7-global-external-managed' } as const;
const INGRESS = { ...NGINX, kind: 'ingress' } as const;

const WITH_ISSUERS = { ...EMPTY_STACK, deploys: (component: Handle) => component === issuers };

function kinds(settings: Parameters<typeof exposedFrom>[0]): readonly string[] {
  return (gatewayComponent.manifests?.(settings, EMPTY_STACK) ?? []).map(({ kind }) => kind);
}

function certificate(...deployed: readonly string[]): JsonObject | undefined {
  const stack = { ...EMPTY_STACK, deploys: ({ name }: Handle) => deployed.includes(name) };
  return gatewayComponent.perCluster?.(NGINX, stack, CLUSTER).manifests?.[0];
}

describe('a Gateway of class nginx', () => {
  it('brings its own controller, and proxies that the UIs let in', () => {
    expect(gatewayComponent.requires?.(NGINX, EMPTY_STACK)).toContain(nginxGateway);
    expect(exposedFrom(NGINX)).toBe(gateway.proxy);
    expect(gatewayComponent.workloads?.(NGINX, WITH_ISSUERS)).toEqual({ proxy: true, 'http01-solver': false });
  });

  it('takes from clients the largest batch of a collector', () => {
    const policy = gatewayComponent.manifests?.(NGINX, EMPTY_STACK).find(({ kind }) => kind === 'ClientSettingsPolicy');
    expect(policy?.spec).toEqual({
      targetRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'lang-observatory' },
      body: { maxSize: '24m' },
    });
    expect(kinds(CLOUD)).not.toContain('ClientSettingsPolicy');
    expect(kinds(INGRESS)).not.toContain('ClientSettingsPolicy');
  });

  it('answers http with nothing but a redirect', () => {
    const redirect = gatewayComponent.manifests?.(NGINX, EMPTY_STACK).find(({ kind }) => kind === 'HTTPRoute');
    expect(redirect?.spec).toMatchObject({
      parentRefs: [{ sectionName: 'http' }],
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] }],
    });
  });
});

it("a cloud's GatewayClass needs no controller of ours", () => {
  expect(gatewayComponent.requires?.(CLOUD, EMPTY_STACK)).toEqual([issuers, gatewayCrds]);
  expect(exposedFrom(CLOUD)).toEqual({ outside: 'anywhere' });
  expect(gatewayComponent.workloads?.(CLOUD, WITH_ISSUERS)).toEqual({ proxy: false, 'http01-solver': false });
});

it('classic Ingress needs nothing but the certificate', () => {
  expect(gatewayComponent.requires?.(INGRESS, EMPTY_STACK)).toEqual([issuers]);
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
