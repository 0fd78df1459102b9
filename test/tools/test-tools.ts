/** The real programs that only the tests run: what a cluster, the engines and the telemetry are made of. Their modules lie beside this file, at <module>/. */

export interface TestTool {
  readonly version: string;
  /** Folder beside this file whose go.mod pins it. Programs of one release share one. */
  readonly module: string;
  readonly package: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly toolchain?: string;
  /** A file that the program embeds and that its module lacks as Go modules are served: a user interface, which no test opens. */
  readonly absent?: { readonly module: string; readonly file: string };
}

const KUBERNETES = {
  version: '1.37.2',
  module: 'kubernetes',
  // Without them the servers report v0.0.0, and clients ask for what that version cannot do.
  variables: {
    'k8s.io/component-base/version.gitVersion': 'v1.37.2',
    'k8s.io/component-base/version.gitMajor': '1',
    'k8s.io/component-base/version.gitMinor': '37',
  },
} as const;

const PROMETHEUS = {
  version: '0.316.0',
  module: 'prometheus',
  // Without the software development kits of every cloud, in which nothing here looks targets up.
  tags: ['remove_all_sd', 'enable_kubernetes_sd'],
  variables: { 'github.com/prometheus/common/version.Version': '3.16.0' },
} as const;

const ALERTMANAGER = {
  version: '0.34.2',
  module: 'alertmanager',
  variables: { 'github.com/prometheus/common/version.Version': '0.34.2' },
} as const;

export const TEST_TOOLS = {
  prometheus: { ...PROMETHEUS, package: 'github.com/prometheus/prometheus/cmd/prometheus' },
  promtool: { ...PROMETHEUS, package: 'github.com/prometheus/prometheus/cmd/promtool' },
  alertmanager: {
    ...ALERTMANAGER,
    package: 'github.com/prometheus/alertmanager/cmd/alertmanager',
    absent: { module: 'github.com/prometheus/alertmanager', file: 'ui/app/dist/index.html' },
  },
  amtool: { ...ALERTMANAGER, package: 'github.com/prometheus/alertmanager/cmd/amtool' },
  // The version of the image that the pinned chart runs.
  otelcol: { version: '0.160.0', module: 'collector', package: '.', variables: { 'main.version': '0.160.0' } },
  'blackbox-exporter': {
    version: '0.28.0',
    module: 'blackbox',
    package: 'github.com/prometheus/blackbox_exporter',
    variables: { 'github.com/prometheus/common/version.Version': '0.28.0' },
  },
  // The version of the operator whose chart is pinned; its image runs beside every server.
  'cloudnative-pg': { version: '1.30.0', module: 'cloudnative-pg', package: '.' },
  'cnpg-operator': {
    version: '1.30.0',
    module: 'cloudnative-pg',
    package: 'github.com/cloudnative-pg/cloudnative-pg/cmd/manager',
  },
  // One release before that of the chart, of which a module is missing that it needs.
  'barman-plugin': { version: '0.14.0', module: 'barman-plugin', package: '.' },
  'barman-operator': {
    version: '0.14.0',
    module: 'barman-plugin',
    package: 'github.com/cloudnative-pg/plugin-barman-cloud/cmd/manager',
  },
  // The only version that is served as a Go module; it calls itself 4.53. The chart's is 4.44, with the same scripts and metrics.
  seaweedfs: {
    version: '0.0.0-20261109003541-7506e5f91cd6',
    module: 'seaweedfs',
    package: 'github.com/seaweedfs/seaweedfs/weed',
  },
  // The version that can be built here; the chart's is 1.52.0.
  'victoria-logs': {
    version: '1.52.1',
    module: 'victoria-logs',
    package: 'github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs',
    variables: { 'github.com/VictoriaMetrics/VictoriaMetrics/lib/buildinfo.Version': 'victoria-logs-1.52.1' },
  },
  etcd: { version: '3.7.0', module: 'kubernetes', package: 'go.etcd.io/etcd/server/v3' },
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
  // What users and engines run; the program builds with a small one of its own from the same module.
  kustomize: {
    version: '5.8.1',
    module: '../../generator/validate/programs/kustomize',
    package: 'sigs.k8s.io/kustomize/kustomize/v5',
  },
  helm: {
    version: '4.3.1',
    module: 'helm',
    package: 'helm.sh/helm/v4/cmd/helm',
    variables: { 'helm.sh/helm/v4/internal/version.version': 'v4.3.1' },
  },
  actionlint: {
    version: '1.7.12',
    module: 'actionlint',
    package: 'github.com/rhysd/actionlint/cmd/actionlint',
    variables: { 'github.com/rhysd/actionlint.version': '1.7.12' },
  },
} as const satisfies Readonly<Record<string, TestTool>>;

export type TestToolName = keyof typeof TEST_TOOLS;

/** What a cluster and the engines are made of. */
export const ENGINE_TOOLS = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'registry',
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'argocd',
  'cnpg-operator',
  'barman-operator',
] as const satisfies readonly TestToolName[];

/** What telemetry goes through, and what checks rules and routes. */
export const TELEMETRY_TOOLS = [
  'prometheus',
  'promtool',
  'alertmanager',
  'amtool',
  'otelcol',
  'blackbox-exporter',
  'cloudnative-pg',
  'barman-plugin',
  'seaweedfs',
  'victoria-logs',
] as const satisfies readonly TestToolName[];
