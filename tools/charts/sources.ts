/** Where the values of the charts are read, and what their files do not say. */

/** Folders with the values.yaml, values.schema.json and Chart.yaml of the charts, relative to the program's folder. */
export const UPSTREAM = '../shared/upstream';

export interface ChartSource {
  /** Of the charts' folder; the chart's name unless said. */
  readonly folder?: string;
  /** The release, where Chart.yaml does not say it. */
  readonly version?: string;
  /** Keys that the templates read, and values.yaml does not hold, not even in a comment that could be told from prose. */
  readonly reads?: readonly string[];
  /** Maps that the templates hand on as they are, or go through key by key: any key is of use in them. */
  readonly free?: readonly string[];
  /** Values that templates take in another type than that of their default too. */
  readonly any?: readonly string[];
}

const ROUTE = ['route'];
const AUTOSCALER = ['verticalPodAutoscaler.controlledValues', 'verticalPodAutoscaler.recommenders'];

/** Sidecars of Grafana with the same values. */
const SIDECARS = ['alerts', 'dashboards', 'datasources', 'notifiers', 'plugins'];

/** By the name of the chart, sub-charts too. Read in the templates of the version that is in the folder. */
export const CHARTS: Readonly<Record<string, ChartSource>> = {
  // The release fills in the version of its Chart.yaml.
  'cert-manager': { version: 'v1.21.1' },
  'clickhouse-operator-helm': {
    folder: 'clickhouse-operator',
    // The main branch at 581494e, after this release.
    version: '0.0.2',
    reads: ['certManager.issuerRef', 'fullnameOverride', 'manager.image.tag', 'nameOverride'],
    free: ['manager.affinity', 'manager.containerSecurityContext', 'manager.podSecurityContext', 'manager.resources'],
  },
  'cloudnative-pg': { reads: ['rbac.annotations'], free: ['containerSecurityContext', 'podSecurityContext'] },
  'dcgm-exporter': { reads: ['customMetrics', 'initContainers'], free: ['securityContext'] },
  'external-secrets': {
    reads: [
      'certController.podDisruptionBudget.maxUnavailable',
      'podDisruptionBudget.maxUnavailable',
      'webhook.podDisruptionBudget.maxUnavailable',
    ],
    free: [
      ...['', 'certController.', 'webhook.'].flatMap((part) => [`${part}podSecurityContext`, `${part}securityContext`]),
      'livenessProbe.spec',
      'readinessProbe.spec',
      'webhook.certManager.cert.issuerRef',
    ],
  },
  grafana: {
    reads: [
      ...['adminPassword', 'annotations', 'args', 'command', 'configMapAnnotations', 'fullnameOverride', 'labels'],
      ...['nameOverride', 'podAnnotations', 'podLabels', 'priorityClassName', 'schedulerName'],
      ...['annotations', 'appProtocol', 'command', 'labels', 'podLabels', 'schedulerName'].map(
        (key) => `imageRenderer.${key}`,
      ),
      ...['annotations', 'clusterIP', 'labels'].map((key) => `imageRenderer.service.${key}`),
      ...['interval', 'namespace', 'scrapeTimeout'].flatMap((key) => [
        `imageRenderer.serviceMonitor.${key}`,
        `serviceMonitor.${key}`,
      ]),
      'ingress.ingressClassName',
      ...['annotations', 'existingClaim', 'selectorLabels', 'storageClassName', 'subPath'].map(
        (key) => `persistence.${key}`,
      ),
      'persistence.inMemory.sizeLimit',
      'rbac.useExistingClusterRole',
      'rbac.useExistingRole',
      ...['clusterIP', 'externalIPs', 'externalTrafficPolicy', 'nodePort'].map((key) => `service.${key}`),
      'serviceAccount.annotations',
      'serviceAccount.autoMount',
      'sidecar.logLevel',
      'sidecar.skipTlsVerify',
      ...SIDECARS.flatMap((sidecar) =>
        [
          ...['ignoreAlreadyProcessed', 'logLevel', 'maxConnectRetries', 'maxReadRetries', 'maxTotalRetries'],
          ...['restartPolicy', 'skipTlsVerify', 'startupProbe', 'watchClientTimeout', 'watchServerTimeout'],
        ].map((key) => `sidecar.${sidecar}.${key}`),
      ),
      'sidecar.dashboards.provider.updateIntervalSeconds',
      'testFramework.hookType',
      ...['container', 'target', 'targetRef'].map((key) => `verticalPodAutoscaler.${key}`),
    ],
    free: [
      ...['containerSecurityContext', 'deploymentStrategy', 'grafana.ini', 'listenerSet', 'livenessProbe'],
      ...['readinessProbe', 'securityContext', 'sidecar.securityContext', ...ROUTE],
      ...['downloadDashboards.securityContext', 'initChownData.securityContext'],
      ...['imageRenderer.containerSecurityContext', 'imageRenderer.env'],
      ...['verticalPodAutoscaler.maxAllowed', 'verticalPodAutoscaler.minAllowed'],
    ],
  },
  'kube-prometheus-stack': {
    reads: [
      'additionalPrometheusRules',
      ...['configSecret', 'version'].map((key) => `alertmanager.alertmanagerSpec.${key}`),
      ...['extraPaths', 'pathType', 'servicePort'].flatMap((key) => [
        `alertmanager.ingress.${key}`,
        `prometheus.ingress.${key}`,
      ]),
      ...['alertmanager', 'prometheus', 'thanosRuler'].map((part) => `${part}.extraSecret.name`),
      ...['alertmanager', 'prometheus'].flatMap((part) => [
        `${part}.ingressPerReplica.pathType`,
        `${part}.servicePerReplica.clusterIP`,
      ]),
      ...['alertmanager', 'prometheus', 'prometheusOperator'].flatMap((part) =>
        AUTOSCALER.map((key) => `${part}.${key}`),
      ),
      'alertmanager.ingress.serviceName',
      'alertmanager.service.clusterPort',
      ...['coreDns', 'kubeControllerManager', 'kubeDns', 'kubeEtcd', 'kubeProxy', 'kubeScheduler'].map(
        (part) => `${part}.service.selector`,
      ),
      ...['CpuLimits', 'CpuRequests', 'MemoryLimits', 'MemoryRequests', 'MemoryWorkingSetBytes'].map(
        (group) => `defaultRules.additionalRuleGroupLabels.k8sContainer${group}`,
      ),
      'defaultRules.additionalRuleGroupLabels.windows',
      ...['CpuLimits', 'CpuRequests', 'MemoryLimits', 'MemoryRequests'].map(
        (group) => `defaultRules.rules.k8sContainer${group}`,
      ),
      'grafana.name',
      'grafana.sidecar.datasources.alertmanager.url',
      ...['customQueryParameters', 'defaultDatasourceScrapeInterval', 'extraJsonData', 'timeout', 'url'].map(
        (key) => `grafana.sidecar.datasources.${key}`,
      ),
      'kubelet.serviceMonitor.resourceMetricRelabelings',
      'kubelet.serviceMonitor.scrapeTimeout',
      ...['cilium', 'egress', 'ingress', 'podSelector'].map((key) => `prometheus.networkPolicy.${key}`),
      'prometheus.serviceMonitor.proxyUrl',
      'prometheus.thanosIngress.pathType',
      'prometheusOperator.admissionWebhooks.certManager.issuerRef',
      ...['logFormat', 'logLevel', 'priorityClassName'].flatMap((key) => [
        `prometheusOperator.${key}`,
        `prometheusOperator.admissionWebhooks.deployment.${key}`,
      ]),
      ...['alertmanagerDefaultBaseImage', 'prometheusDefaultBaseImage'].flatMap((key) => [
        `prometheusOperator.${key}`,
        `prometheusOperator.${key}Registry`,
      ]),
      'prometheusOperator.clusterDomain',
      'prometheusOperator.networkPolicy.cilium',
      'prometheusOperator.networkPolicy.matchLabels',
      'thanosRuler.ingress.pathType',
      'thanosRuler.name',
      'thanosRuler.thanosRulerSpec.alertQueryUrl',
      'thanosRuler.thanosRulerSpec.alertmanagersUrl',
    ],
    free: [
      ...['alertmanager', 'prometheus'].flatMap((part) => [`${part}.route`, `${part}.routePerReplica`]),
      'thanosRuler.route',
      'prometheusOperator.env',
      ...['alertmanager.alertmanagerSpec', 'prometheus.prometheusSpec', 'thanosRuler.thanosRulerSpec'].map(
        (part) => `${part}.securityContext`,
      ),
      ...[
        'alertmanager',
        'prometheus',
        'prometheusOperator',
        'prometheusOperator.admissionWebhooks.deployment',
        'thanosRuler',
      ].map((part) => `${part}.podDisruptionBudget`),
      ...['alertmanager', 'prometheus', 'prometheusOperator'].map(
        (part) => `${part}.verticalPodAutoscaler.updatePolicy`,
      ),
      'kubeApiServer.serviceMonitor.selector',
      'kubelet.serviceMonitor.attachMetadata',
      ...['createSecretJob', 'deployment', 'patch', 'patchWebhookJob'].map(
        (part) => `prometheusOperator.admissionWebhooks.${part}.securityContext`,
      ),
      'prometheusOperator.admissionWebhooks.deployment.containerSecurityContext',
      'prometheusOperator.containerSecurityContext',
      'prometheusOperator.securityContext',
    ],
    any: [
      'alertmanager.alertmanagerSpec.clusterAdvertiseAddress',
      'alertmanager.config',
      'extraManifests',
      'prometheus.prometheusSpec.additionalScrapeConfigs',
      'prometheus.prometheusSpec.excludedFromEnforcement',
      'prometheus.prometheusSpec.queryLogFile',
      'thanosRuler.thanosRulerSpec.excludedFromEnforcement',
    ],
  },
  'kube-state-metrics': {
    reads: [
      ...['egress', 'ingress', 'podSelector'].map((key) => `networkPolicy.${key}`),
      'priorityClassName',
      ...['bearerTokenFile', 'bearerTokenSecret', 'enableHttp2', 'honorLabels', 'interval', 'metricRelabelings'].map(
        (key) => `prometheus.monitor.${key}`,
      ),
      ...['proxyUrl', 'relabelings', 'scheme', 'scrapeTimeout', 'tlsConfig'].map((key) => `prometheus.monitor.${key}`),
      'rbac.useExistingRole',
      ...['telemetryHost', 'telemetryNodePort', 'telemetryPort'].map((key) => `selfMonitor.${key}`),
      'updateStrategy',
      ...AUTOSCALER,
      'verticalPodAutoscaler.updatePolicy',
    ],
    free: ['containerSecurityContext', 'kubeRBACProxy.containerSecurityContext', 'securityContext'],
    any: ['affinity', 'collectors', 'collectorsExclude', 'collectorsExtra', 'namespacesDenylist'],
  },
  langfuse: {
    reads: [
      'langfuse.auth',
      'langfuse.web.hpa.targetMemoryUtilizationPercentage',
      'langfuse.worker.hpa.targetMemoryUtilizationPercentage',
      'langfuse.worker.port',
    ],
    free: ['clickhouse.cluster.resources', 'clickhouse.keeper.resources'],
  },
  'nginx-gateway-fabric': { reads: ['fullnameOverride', 'nameOverride'] },
  openlit: {
    reads: [
      ...[
        'existingSecret',
        'githubClientIdKey',
        'githubClientSecretKey',
        'googleClientIdKey',
        'googleClientSecretKey',
      ].map((key) => `config.oauth.${key}`),
      ...['name', 'passwordKey', 'usernameKey'].map((key) => `config.secret.${key}`),
      'persistence.storageClassName',
    ],
  },
  'opentelemetry-collector': {
    // The folder holds 0.170.0. The notes of 0.172.0 and 0.173.0 name no change but the collector's version; those of 0.171 are not at hand.
    version: '0.173.0',
    reads: [
      'autoscaling.targetMemoryUtilizationPercentage',
      'podDisruptionBudget.maxUnavailable',
      'podDisruptionBudget.minAvailable',
    ],
    free: ['rollout.rollingUpdate'],
  },
  'opentelemetry-operator': {
    free: ['crds.annotations', 'manager.securityContext', 'securityContext'],
  },
  'plugin-barman-cloud': { free: ['containerSecurityContext', 'podSecurityContext'] },
  'prometheus-blackbox-exporter': {
    reads: [
      ...['configPath', 'fullnameOverride', 'image.pullSecrets', 'nameOverride', 'service.externalIPs'],
      'serviceMonitor.selfMonitor.port',
      ...AUTOSCALER,
    ],
    free: [
      ...['config', 'livenessProbe', 'readinessProbe', 'securityContext', 'strategy', ...ROUTE],
      ...['livenessProbe', 'readinessProbe', 'resources', 'securityContext'].map((key) => `configReloader.${key}`),
      'verticalPodAutoscaler.updatePolicy',
    ],
  },
  'prometheus-node-exporter': {
    reads: [
      ...['image.sha', 'networkPolicy.ingress', 'priorityClassName', 'rbac.useExistingRole', ...AUTOSCALER],
      'verticalPodAutoscaler.updatePolicy',
    ],
    free: [
      ...['containerSecurityContext', 'nodeSelector', 'podAnnotations', 'securityContext', 'updateStrategy'],
      ...['permissionInitContainer.securityContext', 'service.annotations'],
      ...['prometheus.monitor.attachMetadata', 'prometheus.podMonitor.attachMetadata'],
    ],
  },
  'prometheus-operator-crds': {},
  seaweedfs: {
    reads: [
      'allInOne.s3.createBuckets',
      ...['affinity', 'initContainers', 'nodeSelector', 'podAnnotations', 'podLabels', 'priorityClassName'].map(
        (key) => `cosi.${key}`,
      ),
      ...['replicas', 'restartPolicy', 'sidecar.logLevel', 'sidecars', 'tolerations'].map((key) => `cosi.${key}`),
      ...['topologySpreadConstraint', 'topologySpreadConstraints'].map((key) => `cosi.${key}`),
      ...['filer.data', 'filer.logs', 'master.data', 'master.logs'].flatMap((volume) => [
        `${volume}.annotations`,
        `${volume}.claimName`,
      ]),
      'filer.dbInitConfigName',
      'filer.ingresses.grpc.entryPoint',
      ...['filer', 'worker'].flatMap((part) => [`${part}.livenessProbe.tcpSocket`, `${part}.readinessProbe.tcpSocket`]),
      'filer.s3.createBuckets',
      'filer.s3.trafficDistribution',
      'fullnameOverride',
      'global.seaweedfs.jwtSigning',
      'global.seaweedfs.securityConfig.filerRead',
      'global.seaweedfs.securityConfig.filerWrite',
      'nameOverride',
      ...['affinity', 'createBuckets', 'credentials', 'internalTrafficPolicy', 'legacySecretName'].map(
        (key) => `s3.${key}`,
      ),
      ...['reuseLegacySecret', 'topologySpreadConstraints', 'trafficDistribution'].map((key) => `s3.${key}`),
      ...['affinity', 'internalTrafficPolicy', 'topologySpreadConstraints'].map((key) => `sftp.${key}`),
      ...['data', 'dir_idx', 'ingress.tls', 'internalTrafficPolicy'].map((key) => `volume.${key}`),
    ],
    free: [
      ...['allInOne.resources', 'worker.resources', 'filer.extraEnvironmentVars'],
      ...['filer.ingresses.grpc.annotations', 'volume.ingress.annotations'],
      'global.seaweedfs.extraEnvironmentVars',
      ...['networkPolicy.egress.dnsNamespaceSelector', 'networkPolicy.egress.dnsPodSelector'],
    ],
    any: [
      ...['admin', 'allInOne', 'filer', 'master', 's3', 'sftp', 'volume', 'worker'].map((part) => `${part}.sidecars`),
      'global.imagePullSecrets',
      's3.icebergIngress.host',
      's3.ingress.host',
    ],
  },
  valkey: {
    reads: ['livenessProbe.successThreshold', 'startupProbe.successThreshold'],
    free: ['podSecurityContext', 'securityContext'],
  },
  'victoria-logs-single': {
    free: ['server.extraArgs', 'server.podSecurityContext', 'server.securityContext'],
    any: ['server.retentionPeriod'],
  },
};
