/** Helm values of Langfuse's chart. */
import type { JsonObject } from '../../data/json.ts';
import { topologySpread } from '../../kubernetes/placement.ts';
import { resourceRequirements } from '../../kubernetes/resources.ts';
import { RESTRICTED_POD } from '../../kubernetes/security.ts';
import { isAutoscaled } from '../../stack/autoscaling.ts';
import type { Stack } from '../../stack/component.ts';
import { startsLater } from '../../stack/standby.ts';
import { bucketAnnotations, objectStore } from '../object-store/handle.ts';
import { authorities, webEnvironment, workerEnvironment } from './environment.ts';
import { langfuse } from './handle.ts';
import { imageRepository, imageTag } from './images.ts';
import { awaitSchema } from './migrations.ts';
import { LANGFUSE_CORE } from './secrets.ts';
import type { LangfuseSettings } from './settings.ts';
import { takesNewUsers } from './sign-on.ts';
import { storeValues } from './stores.ts';
import { USER, WRITABLE_CONTAINER } from './user.ts';

export function langfuseValues(s: LangfuseSettings, stack: Stack): JsonObject {
  return {
    langfuse: {
      ...core(s, stack),
      extraInitContainers: [awaitSchema(s, stack)],
      extraVolumes: authorities(stack).volumes,
      extraVolumeMounts: authorities(stack).mounts,
      web: {
        ...scaled(s, 'web', stack),
        pod: { additionalEnv: webEnvironment(s, stack), ...spread('web') },
        livenessProbe: PATIENT,
      },
      worker: {
        ...scaled(s, 'worker', stack),
        pod: { additionalEnv: workerEnvironment(s, stack), ...spread('worker') },
        livenessProbe: PATIENT,
      },
    },
    ...storeValues(stack),
  };
}

/** A web pod also runs the PostgreSQL migrations when it starts, which may take minutes; the chart has no startup probe. */
const PATIENT = { initialDelaySeconds: 60, periodSeconds: 10, timeoutSeconds: 10, failureThreshold: 30 } as const;

function core(s: LangfuseSettings, stack: Stack): JsonObject {
  const fromCore = (key: string): JsonObject => ({ secretKeyRef: { name: LANGFUSE_CORE, key } });
  return {
    // The chart takes this number in place of a 0 of web and worker (langfuse/langfuse-k8s:charts/langfuse/templates/web/deployment.yaml).
    replicas: startsLater(langfuse, stack) ? 0 : 1,
    logging: { level: 'info', format: 'json' },
    // Otherwise the chart would generate new ones with every render of Argo CD.
    salt: fromCore('salt'),
    encryptionKey: fromCore('encryption-key'),
    nextauth: { secret: fromCore('nextauth-secret') },
    features: { telemetryEnabled: false, signUpDisabled: !takesNewUsers(s, stack) },
    serviceAccount: {
      create: true,
      automountServiceAccountToken: false,
      annotations: hasKey(stack) ? {} : bucketAnnotations(stack),
    },
    image: { pullPolicy: 'IfNotPresent', tag: imageTag(s) },
    podSecurityContext: { ...RESTRICTED_POD, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
    securityContext: WRITABLE_CONTAINER,
    ingress: { enabled: false },
  };
}

function hasKey(stack: Stack): boolean {
  return objectStore.connection(stack.of(objectStore)).keyOfLangfuse !== undefined;
}

function scaled(s: LangfuseSettings, component: 'web' | 'worker', stack: Stack): JsonObject {
  const { replicas, resources: amounts } = s[component];
  const waits = startsLater(langfuse, stack);
  return {
    image: { repository: imageRepository(s, component === 'web' ? 'langfuse' : 'langfuse-worker') },
    replicas: waits ? 0 : replicas.min,
    hpa: {
      enabled: !waits && isAutoscaled(replicas),
      minReplicas: replicas.min,
      maxReplicas: replicas.max,
      targetCPUUtilizationPercentage: 70,
    },
    pdb: { create: true, maxUnavailable: 1 },
    resources: resourceRequirements(amounts),
  };
}

function spread(component: 'web' | 'worker'): JsonObject {
  return { topologySpreadConstraints: topologySpread(langfuse[component].podLabels) };
}
