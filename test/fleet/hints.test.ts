import { describe, expect, it } from 'vitest';
import { componentsOf } from '../../generator/custom/components-of.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

/** The hint for a fleet or cluster with one more line in its spec. */
async function hintOf(fleetLine: string, clusterLine = ''): Promise<string | undefined> {
  return await inTemporaryFolder((repo) => {
    writeFiles(repo, [
      [
        'fleet.yaml',
        `apiVersion: lang-observatory.dev/v1\nkind: Fleet\nmetadata: {name: acme}\nspec:\n  repository: {url: https://a.io/b.git}\n  domain: acme.io\n  environments: {prod: {}, staging: {}}\n  waves: [{name: canary, ref: main}]\n${fleetLine}`,
      ],
      [
        'clusters/c/cluster.yaml',
        `apiVersion: lang-observatory.dev/v1\nkind: Cluster\nmetadata: {name: c}\nspec:\n  ${clusterLine.startsWith('provider') ? '' : 'provider: {name: bare}\n  '}${clusterLine.startsWith('environment') ? '' : 'environment: prod\n  '}${clusterLine.startsWith('engine') ? '' : 'engine: flux\n  '}${clusterLine}\n`,
      ],
    ]);
    const { diagnostics } = loadFleet(repo, componentsOf, () => []);
    expect(diagnostics).toHaveLength(1);
    return diagnostics[0]?.hint;
  });
}

describe('a hint', () => {
  it.each([
    ['a key', '', 'labells: {}', /^known here: environment, engine/],
    ['a near key', '', 'kubernetess: "1.36"', /^did you mean kubernetes\?$/],
    ['a near component', '  components: {grafna: {}}\n', '', /^did you mean grafana\?$/],
    ['a far component', '  components: {elasticsearch: {}}\n', '', /^components are namespaces, /],
    ['a near environment', '', 'environment: stagin', /^did you mean staging\?$/],
    ['a far environment', '', 'environment: qa', /^environments are prod, staging$/],
    ['a near wave', '', 'wave: canari', /^did you mean canary\?$/],
    ['a far wave', '', 'wave: everything', /^waves are canary$/],
    [
      'a setting that there is not',
      '  components: {grafana: {nodeSelector: {}}}\n',
      '',
      /^known here: replicas, .*; what has no setting can be said in values, patches or manifests of grafana$/,
    ],
    [
      'a setting that there is not, deep inside',
      '  components: {langfuse: {web: {tolerations: []}}}\n',
      '',
      /^known here: replicas, resources; what has no setting can be said in values, patches or manifests of langfuse/,
    ],
    [
      'a setting that there is not where no chart takes values',
      '  components: {issuers: {privateKey: {}}}\n',
      '',
      /^known here: .*; what has no setting can be said in patches or manifests of issuers$/,
    ],
    [
      'a field of another provider',
      '',
      'secrets: {provider: generated, server: a}',
      /^it is only valid with provider: vault$/,
    ],
    [
      'a field of other ways to sign in',
      '  components: {prometheus: {remoteWrite: [{name: a, url: https://a.io, signIn: {kind: none, secretName: a}}]}}\n',
      '',
      /^it is only valid with kind: basic or bearer$/,
    ],
    ['a near mode', '  components: {cert-manager: {mode: exsting}}\n', '', /^did you mean existing\?$/],
    ['a near addition', '  components: {grafana: {patchs: []}}\n', '', /^did you mean patches\?$/],
    ['a near engine', '', 'engine: argo-cd', /^did you mean argocd\?$/],
    ['a number for a word', '', 'domain: 1', /^put it in quotes$/],
  ])('helps with %s', async (_, fleetLine, clusterLine, hint) => {
    expect(await hintOf(fleetLine, clusterLine)).toMatch(hint);
  });

  it.each([
    ['aws', 'eks amazon', (word: string) => `provider: {name: ${word}, region: a}`],
    ['gcp', 'gke google', (word: string) => `provider: {name: ${word}, region: a}`],
    ['azure', 'aks microsoft', (word: string) => `provider: {name: ${word}, region: a}`],
    ['bare', 'kind k3s openshift on-premises hetzner none', (word: string) => `provider: {name: ${word}}`],
    ['argocd', 'argo argo-cd', (word: string) => `engine: ${word}`],
    ['flux', 'fluxcd flux2', (word: string) => `engine: ${word}`],
    ['small', 'xs S', (word: string) => `size: ${word}`],
    ['medium', 'm normal', (word: string) => `size: ${word}`],
    ['large', 'XL big', (word: string) => `size: ${word}`],
    ['aws-secrets-manager', 'aws secretsmanager', (word: string) => `secrets: {provider: ${word}}`],
    ['gcp-secret-manager', 'gcp gsm', (word: string) => `secrets: {provider: ${word}}`],
    ['azure-key-vault', 'azure keyvault', (word: string) => `secrets: {provider: ${word}}`],
    ['vault', 'hashicorp openbao', (word: string) => `secrets: {provider: ${word}}`],
    ['managed', 'enabled install', (word: string) => `components: {cert-manager: {mode: ${word}}}`],
    ['existing', 'installed preinstalled', (word: string) => `components: {cert-manager: {mode: ${word}}}`],
    ['disabled', '"off" none', (word: string) => `components: {cert-manager: {mode: ${word}}}`],
  ])('takes the words that people have for %s: %s', async (meant, words, lineWith) => {
    for (const word of words.split(' ')) expect(await hintOf('', lineWith(word)), word).toBe(`did you mean ${meant}?`);
  });

  it.each([
    ['a far engine', '', 'engine: spinnaker'],
    ['a far mode', '  components: {cert-manager: {mode: elsewhere}}\n', ''],
    ['a list for a word', '', 'domain: [a]'],
  ])('is not made up for %s', async (_, fleetLine, clusterLine) => {
    expect(await hintOf(fleetLine, clusterLine)).toBeUndefined();
  });
});
