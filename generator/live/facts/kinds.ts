/** What `import` and `doctor` list, and nothing else: no Secret, no ConfigMap, no pod, and of definitions only names and labels. */
import { FLUX_RESOURCES } from '../flux/flux-objects.ts';
import type { Listing, Resource } from '../resource.ts';

function resource(group: string, version: string, plural: string, kind: string): Resource {
  return { group, version, plural, kind };
}

export const FACT_LISTINGS: readonly Listing[] = [
  { resource: resource('', 'v1', 'nodes', 'Node') },
  { resource: resource('', 'v1', 'namespaces', 'Namespace') },
  { resource: resource('storage.k8s.io', 'v1', 'storageclasses', 'StorageClass') },
  { resource: resource('networking.k8s.io', 'v1', 'ingressclasses', 'IngressClass') },
  { resource: resource('gateway.networking.k8s.io', 'v1', 'gatewayclasses', 'GatewayClass') },
  { resource: resource('scheduling.k8s.io', 'v1', 'priorityclasses', 'PriorityClass') },
  {
    resource: resource('apiextensions.k8s.io', 'v1', 'customresourcedefinitions', 'CustomResourceDefinition'),
    metadataOnly: true,
  },
  { resource: resource('apps', 'v1', 'deployments', 'Deployment') },
  { resource: resource('apps', 'v1', 'daemonsets', 'DaemonSet') },
  ...['default', 'kube-system', 'openshift-dns'].flatMap((namespace) => [
    { resource: resource('discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'), namespace },
    { resource: resource('', 'v1', 'services', 'Service'), namespace },
  ]),
];

/** `import` also reads how Flux was bootstrapped. */
export function importListings(fluxNamespace: string): readonly Listing[] {
  const { Kustomization, GitRepository } = FLUX_RESOURCES;
  return [
    ...FACT_LISTINGS,
    ...[Kustomization, GitRepository].map((one) => ({ resource: one, namespace: fluxNamespace })),
  ];
}

/** `doctor` also compares what pods ask for with what they may. */
export const DOCTOR_LISTINGS: readonly Listing[] = [
  ...FACT_LISTINGS,
  { resource: resource('', 'v1', 'resourcequotas', 'ResourceQuota') },
  { resource: resource('', 'v1', 'limitranges', 'LimitRange') },
];
