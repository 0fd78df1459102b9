/** Manifests and patches of the user, from the input to what an engine may apply. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { commandLine, type Ran } from './command-line.ts';

const FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://example.com/fleet.git}
  domain: example.com
  environments: {prod: {}}
  # What is not needed beside Grafana takes long to validate.
  components: {langfuse: {mode: disabled}, otel-gateway: {mode: disabled}}
`;

function cluster(grafana: string): string {
  return `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: eu-1}
spec: {environment: prod, engine: argocd, size: small, provider: {name: bare}, components: {grafana: ${grafana}}}
`;
}

const PRIORITY = 'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: own}\nvalue: 1\n';
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own, namespace: kube-system}\n';

/** Generates, and gives the outcome with the repository. */
async function generated(
  files: Readonly<Record<string, string>>,
  work: (repo: string, ran: Ran) => Promise<void> | void,
  ...flags: readonly string[]
): Promise<void> {
  await inTemporaryFolder(async (repo) => {
    writeFiles(repo, Object.entries({ 'fleet.yaml': FLEET, ...files }));
    await work(repo, await commandLine(repo, 'generate', ...flags));
  });
}

const OWN = {
  'clusters/eu-1/cluster.yaml': cluster('{manifests: [team/grafana]}'),
  'team/grafana/kustomization.yaml': 'resources: [objects.yaml, ../shared]\n',
  'team/grafana/objects.yaml': `${PRIORITY}---\n${CONFIG_MAP}`,
  'team/shared/kustomization.yaml': 'resources: []\n',
};

function findings({ out }: Ran): readonly string[] {
  return out.split('\n').filter((line) => /\[[a-z-]+\]$/.test(line));
}

describe('manifests of the user', () => {
  it('may leave out what Kustomize adds to a kustomization, and may be components', () =>
    generated(
      {
        ...OWN,
        'team/grafana/kustomization.yaml': '{resources: [objects.yaml], components: [../labels, ../names]}\n',
        'team/labels/kustomization.yaml': 'kind: Component\nlabels: [{pairs: {team: search}}]\n',
        'team/names/kustomization.yaml':
          'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: {team: search}\n',
      },
      async (repo, ran) => {
        expect([ran.exitCode, findings(ran)]).toEqual([0, []]);
        expect(findings(await commandLine(repo, 'validate'))).toEqual([]);
        writeFiles(repo, [['team/labels/kustomization.yaml', 'kind: Component\nlabels: [{pairs: {team: 1}}]\n']]);
        expect(findings(await commandLine(repo, 'validate'))).toContain(
          'team/labels/kustomization.yaml: Kustomization: Kubernetes 1.36: /labels/0/pairs/team: got number, want string [schema-violation]',
        );
      },
    ));

  it('may be of any kind and in any namespace: the AppProject of the cluster allows what they contain, and no more', () =>
    generated(OWN, (repo, ran) => {
      expect([ran.exitCode, findings(ran)]).toEqual([0, []]);
      const text = readFileSync(join(repo, 'argocd/root/acme/projects/eu-1.yaml'), 'utf8');
      const { destinations, clusterResourceWhitelist } = parse(text).spec;
      expect(clusterResourceWhitelist).toContainEqual({ group: 'scheduling.k8s.io', kind: 'PriorityClass' });
      expect(destinations).toContainEqual({ name: 'eu-1', namespace: 'kube-system' });
      expect(text).not.toContain('*');
    }));

  it('are rendered again by Argo CD when a folder changes that they refer to', () =>
    generated(
      OWN,
      (repo) => {
        const { paths } = parse(readFileSync(join(repo, 'argocd/clusters/eu-1/grafana.yaml'), 'utf8'));
        expect(paths.split(';')).toEqual(expect.arrayContaining(['/team/grafana', '/team/shared']));
      },
      '--no-validate',
    ));

  it('are read again by every run, because they are not in the cache', () =>
    generated(OWN, async (repo) => {
      await commandLine(repo, 'generate');
      writeFiles(repo, [['team/grafana/kustomization.yaml', 'resources: [objects.yaml]\n']]);
      expect((await commandLine(repo, 'generate', '--no-validate')).out).toContain('~ grafana on 1 cluster: eu-1');
      expect((await commandLine(repo, 'check')).exitCode).toBe(0);
    }));

  it('cannot contain a Secret that nothing decrypts, nor one that is only partly encrypted', () => {
    const secret = (password: string): string => `apiVersion: v1
kind: Secret
metadata: {name: own, namespace: kube-system}
stringData:
  password: ${password}
sops:
  age: [{recipient: age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq, enc: none}]
  lastmodified: "2026-11-01T00:00:00Z"
  mac: ENC[AES256_GCM,data:bWFj,iv:aXY=,tag:dGFn,type:str]
  version: 3.11.0
`;
    const files = (password: string): Readonly<Record<string, string>> => ({
      ...OWN,
      'team/grafana/objects.yaml': secret(password),
    });
    return generated(files('ENC[AES256_GCM,data:cGFzcw==,iv:aXY=,tag:dGFn,type:str]'), async (_, ran) => {
      expect(findings(ran)).toContain(
        'clusters/eu-1/grafana: Secret/kube-system/own: is encrypted with SOPS, but the engine of eu-1 does not decrypt it [encrypted-object]',
      );
      expect(findings(ran).filter((line) => /secret-|schema-/.test(line))).toEqual([]);
      await generated(files('written-out'), (__, half) => {
        expect(
          findings(half).some((line) => line.endsWith('stringData looks like a secret in plain text [secret-value]')),
        ).toBe(true);
      });
    });
  });
});

describe('patches of the user', () => {
  const patch = (target: string): string =>
    `{target: ${target}, patch: '[{"op": "add", "path": "/metadata/labels/a", "value": "b"}]'}`;

  it('are each reported when they select nothing, whatever other patches select', () => {
    const patches = [
      '{kind: NetworkPolicy, name: grafana}',
      '{kind: NetworkPolicy, name: graphana}',
      '{kind: NetworkPolicy, labelSelector: app.kubernetes.io/part-of=nobody}',
      '{kind: NetworkPolicy, labelSelector: "a in (b, c)"}',
    ];
    return generated(
      { 'clusters/eu-1/cluster.yaml': cluster(`{patches: [${patches.map(patch).join(', ')}]}`) },
      (repo, ran) => {
        expect(ran.exitCode).toBe(1);
        expect(findings(ran)).toEqual([
          'clusters/eu-1/cluster.yaml: a patch of grafana selects nothing: grafana has no object with kind NetworkPolicy, labelSelector app.kubernetes.io/part-of=nobody [idle-patch]',
          'clusters/eu-1/cluster.yaml: a patch of grafana selects nothing: grafana has no object with kind NetworkPolicy, name graphana [idle-patch]',
        ]);
        const policy = parseAllDocuments(
          readFileSync(join(repo, 'bases/grafana/network-policy-grafana.yaml'), 'utf8'),
        )[0];
        expect(policy?.toJS()).toMatchObject({ kind: 'NetworkPolicy', metadata: { name: 'grafana' } });
      },
    );
  });

  it('are reported by generate too when only the patch has changed', () =>
    generated({ 'clusters/eu-1/cluster.yaml': cluster(`{patches: [${patch('{name: grafana}')}]}`) }, async (repo) => {
      const both = [patch('{kind: NetworkPolicy, name: grafana}'), patch('{kind: NetworkPolicy, name: graphana}')];
      writeFiles(repo, [['clusters/eu-1/cluster.yaml', cluster(`{patches: [${both.join(', ')}]}`)]]);
      expect(findings(await commandLine(repo, 'generate'))).toEqual([
        'clusters/eu-1/cluster.yaml: a patch of grafana selects nothing: grafana has no object with kind NetworkPolicy, name graphana [idle-patch]',
      ]);
    }));
});
