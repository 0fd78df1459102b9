/** The pod that the chart makes of each collector of the stack, whatever it is configured to do. */
import type { JsonObject } from '../../data/json.ts';
import { topologySpread } from '../../kubernetes/placement.ts';
import { type ResourceSettings, resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '../../kubernetes/security.ts';
import { collectorLabels } from './labels.ts';

/** User of the contrib image. */
const USER = 10001;

/** What every release runs. */
export const COLLECTOR = {
  image: { repository: 'docker.io/otel/opentelemetry-collector-contrib' },
  command: { name: 'otelcol-contrib' },
} as const satisfies JsonObject;

/** Ports of a release that nobody sends telemetry to. */
export const WITHOUT_OTLP = { otlp: { enabled: false }, 'otlp-http': { enabled: false } } as const;

/** The ports of a release: of those that the chart opens only OTLP and its own metrics; `further` are those that only this one has. */
export function collectorPorts(further: JsonObject = {}) {
  return {
    'jaeger-compact': { enabled: false },
    'jaeger-thrift': { enabled: false },
    'jaeger-grpc': { enabled: false },
    zipkin: { enabled: false },
    metrics: { enabled: true },
    ...further,
  } as const satisfies JsonObject;
}

/** Helm values of a release behind a Service; `replicas` is the minimum number, and `ports` are those that only this release has. */
export function collectorPod(release: string, replicas: number, resources: ResourceSettings, ports: JsonObject = {}) {
  return {
    fullnameOverride: release,
    ...COLLECTOR,
    serviceAccount: { create: true, automountServiceAccountToken: false },
    podSecurityContext: { ...RESTRICTED_POD, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
    securityContext: RESTRICTED_CONTAINER,
    replicaCount: replicas,
    podDisruptionBudget: { enabled: replicas > 1, maxUnavailable: 1 },
    topologySpreadConstraints: topologySpread(collectorLabels(release)),
    resources: resourceRequirements(resources),
    ports: collectorPorts(ports),
    serviceMonitor: { enabled: true },
  } as const satisfies JsonObject;
}
