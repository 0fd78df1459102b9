import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

/** The hint that a fleet or cluster with one more line in its spec brings. */
async function hintOf(fleetLine: string, clusterLine = ''): Promise<string | undefined> {
  return await inTemporaryFolder((repo) => {
    writeFiles(repo, [
      [
        'fleet.yaml',
        `apiVersion: lang-observatory.dev/v1\nkind: Fleet\nmetadata: {name: acme}\nspec:\n  repository: {url: https://a.io/b.git}\n  domain: acme.io\n  environments: {prod: {}, staging: {}}\n  waves: [{name: canary, ref: main}]\n${fleetLine}`,
      ],
      [
        'clusters/c/cluster.yaml',
        `apiVersion: lang-observatory.dev/v1\nkind: Cluster\nmetadata: {name: c}\nspec:\n  provider: {name: bare}\n  ${clusterLine.startsWith('environment') ? '' : 'environment: prod\n  '}${clusterLine.startsWith('engine') ? '' : 'engine: flux\n  '}${clusterLine}\n`,
      ],
    ]);
    const { diagnostics } = loadFleet(repo, REGISTRY, () => []);
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
    ['a near mode', '  components: {cert-manager: {mode: exsting}}\n', '', /^did you mean existing\?$/],
    ['a near addition', '  components: {grafana: {patchs: []}}\n', '', /^did you mean patches\?$/],
    ['a near engine', '', 'engine: argo-cd', /^did you mean argocd\?$/],
    ['a number for a word', '', 'domain: 1', /^put it in quotes$/],
  ])('helps with %s', async (_, fleetLine, clusterLine, hint) => {
    expect(await hintOf(fleetLine, clusterLine)).toMatch(hint);
  });

  it.each([
    ['a far engine', '', 'engine: spinnaker'],
    ['a far mode', '  components: {cert-manager: {mode: elsewhere}}\n', ''],
    ['a list for a word', '', 'domain: [a]'],
  ])('is not made up for %s', async (_, fleetLine, clusterLine) => {
    expect(await hintOf(fleetLine, clusterLine)).toBeUndefined();
  });
});
