/** What Langfuse is told beside its stores: how much memory it may use, and what it must not offer. */
import { describe, expect, it } from 'vitest';
import { isList, type Json, type JsonObject } from '../../generator/data/json.ts';
import { SIZES } from '../../generator/fleet/model.ts';
import { at } from '../engines/live-object.ts';
import { watchedCluster, watchedGraph } from '../telemetry/rules/watched-cluster.ts';

type Answers = ReturnType<typeof watchedCluster>;

function values(answers: Answers, ...path: readonly string[]): Json | undefined {
  return at(answers.get('langfuse')?.values, ...path);
}

function variable(answers: Answers, pod: 'web' | 'worker', name: string): Json | undefined {
  const variables = values(answers, 'langfuse', pod, 'pod', 'additionalEnv');
  const found = (isList(variables) ? variables : []).filter((each) => at(each, 'name') === name);
  if (found.length > 1) throw new Error(`${name} is said twice, which server-side apply refuses`);
  return at(found[0], 'value');
}

describe("Node.js's heap", () => {
  it.each(SIZES.flatMap((size) => [[size, 'web'] as const, [size, 'worker'] as const]))(
    'is a share of the memory limit, whatever that is: size %s, %s',
    (size, pod) => {
      const limits = { limits: { memory: '24Gi' } };
      const asSized = watchedCluster({ cluster: { size } });
      const larger = watchedCluster({ cluster: { size, components: { langfuse: { [pod]: { resources: limits } } } } });
      expect(variable(asSized, pod, 'NODE_OPTIONS')).toBe('--max-old-space-size-percentage=75');
      expect(variable(larger, pod, 'NODE_OPTIONS')).toBe('--max-old-space-size-percentage=75');
    },
  );
});

describe('exports and media, whose links lead to the object store', () => {
  const withStore = (endpoint: string) =>
    watchedCluster({ cluster: { components: { 'object-store': { mode: 'external', external: { endpoint } } } } });
  const offered = (answers: Answers): JsonObject => ({
    exports: values(answers, 's3', 'batchExport', 'enabled') ?? null,
    media: variable(answers, 'web', 'LANGFUSE_S3_MEDIA_MAX_CONTENT_LENGTH') !== '1',
  });

  it('are not offered where that is a Service of the cluster, which no browser reaches', () => {
    expect(offered(watchedCluster({}))).toEqual({ exports: false, media: false });
  });

  it.each(['http://minio.minio.svc:9000', 'http://minio.minio.svc.cluster.local', 'http://minio:9000'])(
    'nor where a store elsewhere has an address of the cluster: %s',
    (endpoint) => {
      expect(offered(withStore(endpoint))).toEqual({ exports: false, media: false });
    },
  );

  it.each(['https://s3.eu-west-1.amazonaws.com', 'https://minio.acme.io', 'http://10.0.0.7:9000'])(
    'are offered where browsers may reach it: %s',
    (endpoint) => {
      expect(offered(withStore(endpoint))).toEqual({ exports: true, media: true });
    },
  );

  const EXPORTS = 'LANGFUSE_S3_BATCH_EXPORT_EXTERNAL_ENDPOINT';

  it('are signed for another address, where a store elsewhere has one for people', () => {
    const external = { endpoint: 'http://minio.minio.svc:9000', publicEndpoint: 'https://objects.acme.io:8443' };
    const answers = watchedCluster({ cluster: { components: { 'object-store': { mode: 'external', external } } } });
    expect(offered(answers)).toEqual({ exports: true, media: true });
    for (const pod of ['web', 'worker'] as const) expect(variable(answers, pod, EXPORTS)).toBe(external.publicEndpoint);
    expect(values(answers, 's3', 'endpoint')).toBe(external.endpoint);
    expect(values(answers, 's3', 'mediaUpload', 'endpoint')).toBe(external.publicEndpoint);
  });

  it('are exports alone where the managed store has a host name, with a route, a certificate and a flow', () => {
    const components = { 'object-store': { publicDownloads: true }, gateway: { hosts: { 'object-store': 'files' } } };
    const { graph, cluster } = watchedGraph({ cluster: { components } });
    const answers = watchedCluster({ cluster: { components } });
    const host = `files.${cluster.domain}`;
    expect(offered(answers)).toEqual({ exports: true, media: false });
    for (const pod of ['web', 'worker'] as const) expect(variable(answers, pod, EXPORTS)).toBe(`https://${host}`);
    const of = (component: string, kind: string) =>
      answers.get(component)?.manifests.filter((manifest) => manifest.kind === kind) ?? [];
    expect(of('object-store', 'HTTPRoute').map(({ spec }) => spec)).toMatchObject([
      { hostnames: [host], rules: [{ backendRefs: [{ name: 'object-store-s3', port: 8333 }] }] },
    ]);
    expect(at(of('gateway', 'Certificate')[0]?.spec, 'dnsNames')).toContain(host);
    expect(graph.flows.map(({ purpose }) => purpose)).toContain('downloads of users');
    const without = watchedGraph({}).graph.flows.map(({ purpose }) => purpose);
    expect(without).not.toContain('downloads of users');
  });
});
