/** A stack with nothing in it: tests add what they are about. */
import { DEFAULT_ENGINE_INSTALLS } from '../../generator/fleet/engine-installs.ts';
import { type ClusterFacts, DEFAULT_CLUSTER_DNS, DEFAULT_KUBERNETES_API } from '../../generator/fleet/model.ts';
import type { Stack } from '../../generator/stack/component.ts';

export const EMPTY_STACK: Stack = {
  fleet: {
    name: 'test',
    domain: 'test.example',
    repository: { url: 'https://github.com/acme/test.git', branch: 'main', path: '.' },
    engines: DEFAULT_ENGINE_INSTALLS,
  },
  size: 'medium',
  secretsProvider: { provider: 'generated' },
  kubernetesApi: DEFAULT_KUBERNETES_API,
  clusterDns: DEFAULT_CLUSTER_DNS,
  storageClass: undefined,
  registry: {},
  placement: {},
  proxy: {},
  commonMetadata: { labels: {}, annotations: {} },
  of: (component) => {
    throw new Error(`this test knows nothing of ${component.name}`);
  },
  deploys: () => false,
  namespaces: [],
  occupied: [],
  secrets: [],
};

export const CLUSTER: ClusterFacts = {
  name: 'eu-1',
  environment: 'prod',
  labels: {},
  provider: { name: 'bare' },
  domain: 'eu-1.test.example',
  kubernetes: '1.35',
};
