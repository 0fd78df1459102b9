import { expect, it } from 'vitest';
import { namespacesComponent } from '../../generator/components/namespaces/namespaces.ts';
import type { Component } from '../../generator/stack/component.ts';
import type { Namespace } from '../../generator/stack/handle.ts';
import { EMPTY_STACK } from './empty-stack.ts';

/** As the registry has it: with no settings of its own. */
const namespaces: Component = namespacesComponent;

function manifests(...list: Namespace[]) {
  return namespaces.manifests?.({ mode: 'managed' }, { ...EMPTY_STACK, namespaces: list }) ?? [];
}

it('every namespace starts with a network that lets nothing in or out', () => {
  const policies = manifests(
    { name: 'a', podSecurity: { level: 'restricted' } },
    { name: 'b', podSecurity: { level: 'baseline', reason: 'a socket of the node' } },
  ).filter(({ kind }) => kind === 'NetworkPolicy');
  expect(policies.map(({ metadata }) => metadata.namespace)).toEqual(['a', 'b']);
  for (const { spec } of policies) expect(spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
});

it('a namespace below restricted says why, and is still audited as restricted', () => {
  const [namespace] = manifests({ name: 'b', podSecurity: { level: 'baseline', reason: 'a socket of the node' } });
  expect(namespace?.metadata).toMatchObject({
    labels: {
      'pod-security.kubernetes.io/enforce': 'baseline',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/warn': 'restricted',
    },
    annotations: { 'lang-observatory.dev/pod-security-reason': 'a socket of the node' },
  });
});

it('no engine deletes a namespace, because its volumes would go with it', () => {
  const [namespace] = manifests({ name: 'a', podSecurity: { level: 'restricted' } });
  expect(namespace?.metadata.annotations).toMatchObject({
    'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    'kustomize.toolkit.fluxcd.io/prune': 'disabled',
  });
});
