/** OpenLIT has no public address unless the input asks for one; with one, other sign-ins are possible. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/data/json.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const PUBLIC = { mode: 'managed', public: true } as const;

function on(components: JsonObject) {
  const answers = watchedCluster({ cluster: { components } });
  return {
    values: (component: string) => answers.get(component)?.values,
    find: (component: string, kind: string, name: string) =>
      answers.get(component)?.manifests.find((each) => each.kind === kind && each.metadata.name === name),
  };
}

describe('OpenLIT by default', () => {
  const { find, values } = on({ openlit: { mode: 'managed' } });

  it('has no public address', () => {
    expect(find('openlit', 'HTTPRoute', 'openlit')).toBeUndefined();
    expect(JSON.stringify(find('gateway', 'Certificate', 'lang-observatory-tls')?.spec)).not.toContain('openlit');
    expect(find('blackbox', 'Probe', 'openlit-ui')).toBeUndefined();
  });

  it('gets routes of no other namespace for the Gateway', () => {
    expect(JSON.stringify(find('gateway', 'Gateway', 'lang-observatory')?.spec)).not.toContain('Selector');
  });

  it('signs in nobody with accounts of others', () => {
    expect(at(values('openlit'), 'config')).toMatchObject({ nextauthUrl: '', oauth: { existingSecret: '' } });
  });
});

describe('a public OpenLIT', () => {
  it('has a route of its own namespace on the Gateway, which has the certificate', () => {
    const { find } = on({ openlit: PUBLIC });
    const route = find('openlit', 'HTTPRoute', 'openlit');
    expect(route?.metadata.namespace).toBe('openlit');
    expect(route?.spec).toMatchObject({
      parentRefs: [{ name: 'lang-observatory', namespace: 'lang-observatory', sectionName: 'https' }],
      rules: [{ backendRefs: [{ name: 'openlit', port: 3000 }] }],
    });
    const [host] = at(route?.spec, 'hostnames') as readonly string[];
    expect(at(find('gateway', 'Certificate', 'lang-observatory-tls')?.spec, 'dnsNames')).toContain(host);
    expect(find('openlit', 'Certificate', 'lang-observatory-tls')).toBeUndefined();
    expect(find('blackbox', 'Probe', 'openlit-ui')).toBeDefined();
    const listeners = at(find('gateway', 'Gateway', 'lang-observatory')?.spec, 'listeners') as readonly JsonObject[];
    expect(listeners.map(({ name, allowedRoutes }) => [name, at(allowedRoutes, 'namespaces')])).toEqual([
      ['http', { from: 'Same' }],
      [
        'https',
        {
          from: 'Selector',
          selector: {
            matchExpressions: [
              { key: 'kubernetes.io/metadata.name', operator: 'In', values: ['lang-observatory', 'openlit'] },
            ],
          },
        },
      ],
    ]);
  });

  it('has an Ingress with a certificate in its own namespace, and lets challenges for it in', () => {
    const { find } = on({ openlit: PUBLIC, gateway: { kind: 'ingress' }, issuers: { kind: 'acme' } });
    const host = at(find('openlit', 'Ingress', 'openlit')?.spec, 'rules') as readonly JsonObject[];
    const certificate = find('openlit', 'Certificate', 'lang-observatory-tls');
    expect(certificate?.metadata.namespace).toBe('openlit');
    expect(at(certificate?.spec, 'dnsNames')).toEqual([host[0]?.host]);
    expect(find('openlit', 'NetworkPolicy', 'openlit-http01-solver')?.spec).toMatchObject({
      ingress: [{ ports: [{ port: 8089 }] }],
    });
    expect(at(find('gateway', 'Certificate', 'lang-observatory-tls')?.spec, 'dnsNames')).not.toContain(host[0]?.host);
  });

  it('signs users in with Google, at its own address', () => {
    const { find, values } = on({ openlit: { ...PUBLIC, oauth: { providers: ['google'] } } });
    const [host] = at(find('openlit', 'HTTPRoute', 'openlit')?.spec, 'hostnames') as readonly string[];
    expect(at(values('openlit'), 'config')).toMatchObject({
      nextauthUrl: `https://${host}`,
      oauth: { existingSecret: 'openlit-oauth' },
    });
    const template = at(find('credentials', 'ExternalSecret', 'openlit-oauth')?.spec, 'target', 'template', 'data');
    expect(Object.keys(template as JsonObject)).toEqual(['google-client-id', 'google-client-secret']);
    const egress = at(find('openlit', 'NetworkPolicy', 'openlit-server')?.spec, 'egress');
    expect(egress).toContainEqual({ ports: [{ port: 443, protocol: 'TCP' }] });
  });

  it('takes the Secret that the input names, and of it the providers that are asked for', () => {
    const oauth = { providers: ['github'], secretName: 'ours' };
    const { find, values } = on({ openlit: { ...PUBLIC, oauth } });
    expect(at(values('openlit'), 'config', 'oauth')).toEqual({
      existingSecret: 'ours',
      googleClientIdKey: 'no-client-id',
      googleClientSecretKey: 'no-client-secret',
      githubClientIdKey: 'github-client-id',
      githubClientSecretKey: 'github-client-secret',
    });
    expect(find('credentials', 'ExternalSecret', 'openlit-oauth')).toBeUndefined();
  });
});
