/** The objects that an application needs to send telemetry. They belong to the application from then on. */

import type { Manifest } from '../kubernetes/manifest.ts';
import { KEEP_ANNOTATIONS, TELEMETRY_LABEL } from '../kubernetes/metadata.ts';
import type { LevelGraph } from '../stack/graph.ts';
import { applicationEgress } from '../stack/network-policies.ts';
import type { Application } from './connection.ts';
import { containerEnv, type Variable } from './environment.ts';

/** The label by which the collector lets a namespace in. Kept when it is removed from Git, because the namespace belongs to somebody else. */
export function namespaceLabel({ namespace }: Application): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: TELEMETRY_LABEL, annotations: KEEP_ANNOTATIONS },
  };
}

/** Allows egress of the pods of the application to the collector and to DNS only. */
export function egressPolicy({ name, namespace }: Application, graph: LevelGraph): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `${name}-telemetry`, namespace, labels: podLabels(name) },
    spec: {
      podSelector: { matchLabels: podLabels(name) },
      policyTypes: ['Egress'],
      egress: applicationEgress(namespace, graph),
    },
  };
}

/** A strategic merge patch of the application's Deployment: Kubernetes merges `env` by name. */
export function deploymentPatch({ name, namespace }: Application, variables: readonly Variable[]): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      template: {
        metadata: { labels: podLabels(name) },
        spec: { containers: [{ name, env: containerEnv(variables) }] },
      },
    },
  };
}

/** The same for pods that an operator instruments: an annotation, and the label that the network policy selects. */
export function annotationPatch(
  { name, namespace }: Application,
  annotations: Readonly<Record<string, string>>,
): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { template: { metadata: { annotations, labels: podLabels(name) } } },
  };
}

function podLabels(name: string): Readonly<Record<string, string>> {
  return { 'app.kubernetes.io/name': name };
}
