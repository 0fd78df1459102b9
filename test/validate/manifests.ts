/** One right manifest per important kind, and the mistakes that must not pass: each replaces one piece of text. */
interface Example {
  readonly good: string;
  readonly bad: readonly { readonly replace: string; readonly by: string; readonly message: string }[];
}

export const MANIFESTS = {
  Deployment: {
    good: `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      automountServiceAccountToken: false
      containers:
        - name: web
          image: registry.example.com/web:1
          ports: [{name: http, containerPort: 8080}]
          livenessProbe: {httpGet: {path: /, port: http}}
          resources: {requests: {cpu: 100m, memory: 1Gi}, limits: {cpu: 1.5, memory: 2e9}}
`,
    bad: [
      { replace: 'replicas:', by: 'replica:', message: "/spec: additional properties 'replica' not allowed" },
      {
        replace: 'labels: {app: web}}\nspec',
        by: 'label: {app: web}}\nspec',
        message: "/metadata: additional properties 'label' not allowed",
      },
      {
        replace: 'containerPort: 8080',
        by: "containerPort: '8080'",
        message: '/spec/template/spec/containers/0/ports/0/containerPort: got string, want integer',
      },
      {
        replace: 'livenessProbe: {httpGet: {path: /, port: http}}',
        by: 'livenessProbe: {httpGet: {path: /}}',
        message: "/spec/template/spec/containers/0/livenessProbe/httpGet: missing property 'port'",
      },
    ],
  },
  NetworkPolicy: {
    good: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: web}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress, Egress]
  ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 8080, protocol: TCP}]}]
`,
    bad: [
      {
        replace: 'podSelector:',
        by: 'podSelectors:',
        message: "/spec: additional properties 'podSelectors' not allowed",
      },
      { replace: 'from:', by: 'to:', message: "/spec/ingress/0: additional properties 'to' not allowed" },
    ],
  },
  ApplicationSet: {
    good: `
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: web, namespace: argocd}
spec:
  goTemplate: true
  goTemplateOptions: ['missingkey=error']
  generators:
    - git: {repoURL: 'https://example.com/fleet.git', revision: main, files: [{path: 'argocd/clusters/*/web.yaml'}]}
      selector: {matchLabels: {wave: canary}}
  template:
    metadata: {name: 'web-{{ .cluster }}'}
    spec:
      project: default
      destination: {server: '{{ .server }}', namespace: web}
      sources:
        - repoURL: https://charts.example.com
          chart: web
          targetRevision: 1.0.0
          helm: {releaseName: web, valueFiles: ['$values/bases/web/values.yaml'], ignoreMissingValueFiles: true}
        - {repoURL: 'https://example.com/fleet.git', targetRevision: main, ref: values}
      syncPolicy: {automated: {prune: true, selfHeal: true}, syncOptions: [ServerSideApply=true], retry: {limit: -1}}
`,
    bad: [
      {
        replace: 'goTemplateOptions:',
        by: 'goTemplateOption:',
        message: "/spec: additional properties 'goTemplateOption' not allowed",
      },
      {
        replace: 'ignoreMissingValueFiles: true',
        by: "ignoreMissingValueFiles: 'true'",
        message: '/spec/template/spec/sources/0/helm/ignoreMissingValueFiles: got string, want boolean',
      },
    ],
  },
  HelmRelease: {
    good: `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: web}
spec:
  interval: 1h
  chart: {spec: {chart: web, version: 1.0.0, sourceRef: {kind: HelmRepository, name: web}}}
  valuesFrom: [{kind: ConfigMap, name: web-values-base}]
  values: {anything: {goes: here}}
`,
    bad: [
      { replace: 'valuesFrom:', by: 'valueFrom:', message: "/spec: additional properties 'valueFrom' not allowed" },
      { replace: 'chart: web, ', by: '', message: "/spec/chart/spec: missing property 'chart'" },
    ],
  },
  ExternalSecret: {
    good: `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: web, namespace: web}
spec:
  refreshPolicy: CreatedOnce
  target:
    name: web
    creationPolicy: Owner
    deletionPolicy: Retain
    template: {type: Opaque, metadata: {labels: {app: web}}, data: {password: 'p-{{ .password }}'}}
  dataFrom:
    - sourceRef: {generatorRef: {apiVersion: generators.external-secrets.io/v1alpha1, kind: ClusterGenerator, name: password}}
      rewrite: [{regexp: {source: '(.*)', target: 'web_$1'}}]
---
apiVersion: generators.external-secrets.io/v1alpha1
kind: Password
metadata: {name: password, namespace: web}
spec: {length: 32, digits: 8, symbols: 0, noUpper: false, allowRepeat: true, encoding: hex, secretKeys: [password]}
---
apiVersion: generators.external-secrets.io/v1alpha1
kind: ClusterGenerator
metadata: {name: password}
spec:
  kind: Password
  generator: {passwordSpec: {length: 32, digits: 8, symbols: 0, noUpper: false, allowRepeat: true}}
`,
    bad: [
      {
        replace: 'CreatedOnce',
        by: 'Once',
        message: "/spec/refreshPolicy: value must be one of 'CreatedOnce', 'Periodic', 'OnChange'",
      },
      {
        replace: 'deletionPolicy:',
        by: 'deletePolicy:',
        message: "/spec/target: additional properties 'deletePolicy' not allowed",
      },
      { replace: 'secretKeys:', by: 'secretKey:', message: "/spec: additional properties 'secretKey' not allowed" },
    ],
  },
  Cluster: {
    good: `
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: postgres, namespace: web}
spec:
  instances: 3
  storage: {size: 10Gi}
  bootstrap: {initdb: {database: app, owner: app, secret: {name: app}}}
  affinity: {topologyKey: topology.kubernetes.io/zone}
  resources: {requests: {cpu: 500m, memory: 1Gi}}
  plugins: [{name: barman-cloud.cloudnative-pg.io, isWALArchiver: true, parameters: {barmanObjectName: backups}}]
`,
    bad: [
      {
        replace: 'topologyKey:',
        by: 'topologyKeys:',
        message: "/spec/affinity: additional properties 'topologyKeys' not allowed",
      },
      {
        replace: 'storage: {size: 10Gi}',
        by: 'storage: {sizes: 10Gi}',
        message: "/spec/storage: additional properties 'sizes' not allowed",
      },
    ],
  },
  ClickHouseCluster: {
    good: `
apiVersion: clickhouse.com/v1alpha1
kind: ClickHouseCluster
metadata: {name: traces, namespace: web}
spec:
  replicas: 2
  shards: 1
  keeperClusterRef: {name: traces}
  dataVolumeClaimSpec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 100Gi}}}
  containerTemplate:
    image: {repository: clickhouse/clickhouse-server, tag: '26.4'}
    resources: {requests: {cpu: '1', memory: 4Gi}, limits: {memory: 4Gi}}
    securityContext: {runAsNonRoot: true, capabilities: {add: [], drop: [ALL]}}
  podTemplate: {topologyZoneKey: topology.kubernetes.io/zone, securityContext: {fsGroup: 101}}
  settings:
    defaultUserPassword: {passwordType: password, secret: {name: traces, key: password}}
    logger: {level: information, logToFile: false}
    extraConfig: {prometheus: {port: 9363}}
---
apiVersion: clickhouse.com/v1alpha1
kind: KeeperCluster
metadata: {name: traces, namespace: web}
spec: {replicas: 3, dataVolumeClaimSpec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}}
`,
    bad: [
      {
        replace: '  keeperClusterRef: {name: traces}\n',
        by: '',
        message: "/spec: missing property 'keeperClusterRef'",
      },
      {
        replace: 'drop: [ALL]',
        by: 'drops: [ALL]',
        message: "/spec/containerTemplate/securityContext/capabilities: additional properties 'drops' not allowed",
      },
      {
        replace: 'extraConfig:',
        by: 'extraConfigs:',
        message: "/spec/settings: additional properties 'extraConfigs' not allowed",
      },
      {
        replace: 'spec: {replicas: 3,',
        by: 'spec: {replicas: 2,',
        message: '/spec/replicas: value must be one of 0, 1, 3, 5, 7, 9, 11, 13, 15',
      },
    ],
  },
  Kustomization: {
    good: `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [../../../bases/web]
patches:
  - target: {group: apps, version: v1, kind: Deployment, name: web, namespace: web}
    patch: |-
      - {op: add, path: /metadata/annotations/example.com~1mark, value: 'true'}
configMapGenerator: [{name: web-values, namespace: web, files: [values.yaml]}]
generatorOptions: {disableNameSuffixHash: true, labels: {reconcile.fluxcd.io/watch: Enabled}}
`,
    bad: [
      { replace: 'resources:', by: 'resource:', message: "/: additional properties 'resource' not allowed" },
      { replace: 'files:', by: 'file:', message: "/configMapGenerator/0: additional properties 'file' not allowed" },
    ],
  },
} satisfies Record<string, Example>;
