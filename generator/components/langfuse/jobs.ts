/** Langfuse's Jobs and their pods. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { placedManifest } from '../../kubernetes/pod-places.ts';
import { RESTRICTED_POD } from '../../kubernetes/security.ts';
import type { Stack } from '../../stack/component.ts';
import { placementOf } from '../../stack/placement.ts';
import { authorities } from './environment.ts';
import { langfuse } from './handle.ts';
import type { LangfuseSettings } from './settings.ts';
import { USER } from './user.ts';

/** The Job, with a name that says what is in it: a Job is immutable, so a changed one gets another name, and engines prune the old one. */
export function jobOf(name: string, own: JsonObject, s: LangfuseSettings, stack: Stack): Manifest {
  const named = (as: string): Manifest => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: namespaced(as, STACK_NAMESPACE, { component: langfuse.name }),
    spec: own,
  });
  // Where it runs is part of it.
  const { spec = {} } = placedManifest(named(name), placementOf(s, stack));
  const digest = createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 8);
  return named(`${name}-${digest}`);
}

interface Pod {
  readonly account: string;
  readonly labels: JsonObject;
  readonly restartPolicy: 'Never' | 'OnFailure';
  /** Containers that run before, one after the other. */
  readonly before?: readonly JsonObject[];
  /** Without mounts. */
  readonly container: JsonObject;
}

/** The template of a Job's pods: their containers have the authorities of all stores, and no token of Kubernetes. */
export function podOf(stack: Stack, { account, labels, restartPolicy, before = [], container }: Pod): JsonObject {
  const { volumes, mounts } = authorities(stack);
  return {
    metadata: { labels },
    spec: {
      serviceAccountName: account,
      automountServiceAccountToken: false,
      restartPolicy,
      securityContext: { ...RESTRICTED_POD, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
      ...(before.length === 0 ? {} : { initContainers: before }),
      containers: [{ ...container, volumeMounts: mounts }],
      volumes,
    },
  };
}
