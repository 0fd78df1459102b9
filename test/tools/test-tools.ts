/** The real programs that only the tests run: what a cluster and the engines are made of. Their modules are tools/<module>. */

export interface TestTool {
  readonly version: string;
  /** Folder under tools/ whose go.mod pins it. Programs of one release share one. */
  readonly module: string;
  readonly package: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly toolchain?: string;
}

const KUBERNETES = {
  version: '1.36.1',
  module: 'kubernetes',
  // Without them the servers report v0.0.0, and clients ask for what that version cannot do.
  variables: {
    'k8s.io/component-base/version.gitVersion': 'v1.36.1',
    'k8s.io/component-base/version.gitMajor': '1',
    'k8s.io/component-base/version.gitMinor': '36',
  },
} as const;

export const TEST_TOOLS = {
  etcd: { version: '3.6.8', module: 'kubernetes', package: 'go.etcd.io/etcd/server/v3' },
  'kube-apiserver': { ...KUBERNETES, package: 'k8s.io/kubernetes/cmd/kube-apiserver' },
  'kube-controller-manager': { ...KUBERNETES, package: 'k8s.io/kubernetes/cmd/kube-controller-manager' },
  registry: {
    version: '0.21.6',
    module: 'registry',
    package: 'github.com/google/go-containerregistry/cmd/registry',
  },
  'source-controller': { version: '1.9.6', module: 'flux', package: 'github.com/fluxcd/source-controller' },
  'kustomize-controller': { version: '1.9.6', module: 'flux', package: 'github.com/fluxcd/kustomize-controller' },
  'helm-controller': { version: '1.6.4', module: 'flux', package: 'github.com/fluxcd/helm-controller' },
  argocd: {
    version: '3.6.1',
    module: 'argocd',
    package: 'github.com/argoproj/argo-cd/v3/cmd',
    variables: { 'github.com/argoproj/argo-cd/v3/common.version': '3.6.1' },
    toolchain: 'go1.27.0',
  },
} as const satisfies Readonly<Record<string, TestTool>>;

export type TestToolName = keyof typeof TEST_TOOLS;
