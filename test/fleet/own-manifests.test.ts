import { describe, expect, it } from 'vitest';
import { ownManifests } from '../../generator/fleet/resolve/own-manifests.ts';

/** The content of the folder `team/a`, made of these files. */
function read(files: Readonly<Record<string, string>>): ReturnType<typeof ownManifests> {
  return ownManifests('team/a', (path) => files[path]);
}

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: kube-system}\n';
const PRIORITY = 'apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: p}\n';

describe('a folder of manifests of the user', () => {
  it('includes everything that its kustomization refers to, also indirectly', () => {
    expect(
      read({
        'team/a/kustomization.yaml': 'resources: [own.yaml, inside, ../shared]\ncomponents: [../parts]',
        'team/a/inside/kustomization.yaml': 'resources: [../../deep]',
        'team/shared/kustomization.yml': 'resources: [more]\nconfigMapGenerator: [{name: c, files: [k=v.txt]}]',
        'team/shared/more/Kustomization': 'resources: [../../shared]',
        'team/deep/kustomization.yaml': 'resources: [../../../outside, https://example.com/x.yaml]',
      }).elsewhere,
    ).toEqual(['team/deep', 'team/parts', 'team/shared', 'team/shared/more', 'team/shared/v.txt']);
  });

  it('has the kinds and namespaces of its objects', () => {
    expect(
      read({
        'team/a/kustomization.yaml': 'resources: [a.yaml, ../shared]',
        'team/a/a.yaml': `${CONFIG_MAP}---\n${PRIORITY}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n`,
        'team/shared/kustomization.yaml': 'resources: [list.yaml, b.yaml]\nnamespace: team',
        'team/shared/list.yaml': `apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Secret, metadata: {namespace: other}}\n`,
        'team/shared/b.yaml':
          'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: ws.acme.io}\nspec: {scope: Cluster, group: acme.io, names: {kind: World}}\n---\napiVersion: acme.io/v1\nkind: World\nmetadata: {name: w}\n',
      }),
    ).toMatchObject({
      clusterKinds: [
        'acme.io/World',
        'apiextensions.k8s.io/CustomResourceDefinition',
        'scheduling.k8s.io/PriorityClass',
      ],
      namespaces: ['kube-system', 'team'],
    });
  });

  it('has the objects of its generators', () => {
    expect(
      read({
        'team/a/kustomization.yaml':
          'configMapGenerator: [{name: c, namespace: monitoring}]\nsecretGenerator: [{name: s}]',
      }),
    ).toMatchObject({ clusterKinds: [], namespaces: ['monitoring'] });
  });

  it('is left to the build if it cannot be read', () => {
    expect(
      read({ 'team/a/kustomization.yaml': 'resources: [gone.yaml, broken.yaml, "a\\0b"]', 'team/a/broken.yaml': '{' }),
    ).toEqual({ elsewhere: [], clusterKinds: [], namespaces: [] });
  });
});
