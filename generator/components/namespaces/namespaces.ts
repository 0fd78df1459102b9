import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { clusterScoped, namespaced } from '../../kubernetes/metadata.ts';
import { defineComponent } from '../../stack/component.ts';
import type { Namespace } from '../../stack/handle.ts';
import { namespaces } from './handle.ts';

export const namespacesComponent = defineComponent(namespaces, {
  description:
    'Namespaces of the stack and its operators, with Pod Security levels and network policies that deny by default.',
  modes: ['managed', 'existing'],
  settings: z.strictObject({}),
  clusterKinds: ['/Namespace'],
  manifests: (_settings, stack) =>
    stack.namespaces.flatMap((namespace) => [namespaceOf(namespace), defaultDeny(namespace)]),
});

/** Kept when it is removed from Git: deleting a namespace deletes the volumes in it. */
function namespaceOf({ name, podSecurity }: Namespace): Manifest {
  const { level } = podSecurity;
  const labels = {
    'pod-security.kubernetes.io/enforce': level,
    'pod-security.kubernetes.io/enforce-version': 'latest',
    'pod-security.kubernetes.io/audit': 'restricted',
    'pod-security.kubernetes.io/audit-version': 'latest',
    'pod-security.kubernetes.io/warn': 'restricted',
    'pod-security.kubernetes.io/warn-version': 'latest',
  };
  const annotations =
    podSecurity.level === 'restricted' ? {} : { 'lang-observatory.dev/pod-security-reason': podSecurity.reason };
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: clusterScoped(name, { component: namespaces.name, labels, annotations, keep: true }),
  };
}

function defaultDeny({ name }: Namespace): Manifest {
  const spec: JsonObject = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: namespaced('default-deny', name, { component: namespaces.name }),
    spec,
  };
}
