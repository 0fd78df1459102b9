/** The pods that back up and restore OpenLIT's database, on its volume. */
import type { JsonObject } from '../../data/json.ts';
import type { Stack } from '../../stack/component.ts';
import { bucketAccess } from '../bucket-access.ts';
import { volumePod } from '../volume-pod.ts';
import { BACKUPS, BUCKET_SECRETS, folderOf, ROOT } from './backup-names.ts';
import { VOLUME } from './backup-programs.ts';
import { openlit } from './handle.ts';
import type { OpenlitSettings } from './settings.ts';

/** Of the StatefulSet's one pod, as Kubernetes names it (openlit/helm:charts/openlit/templates/client.yaml). */
const CLAIM = `openlit-data-${openlit.name}-0`;

/** Longer than anything that is here to copy: a pod that finds no node must not hold up the next for ever. */
export const DEADLINE_SECONDS = 1800;

interface Program {
  readonly name: 'backup' | 'restore';
  readonly cluster: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The files are those of root, and everybody may read them. */
  readonly user: number;
}

/** The template of its pod. */
export function podOf(s: OpenlitSettings, stack: Stack, { name, cluster, variables, user }: Program): JsonObject {
  return volumePod({
    name,
    owner: BACKUPS,
    podLabels: openlit.backup.podLabels,
    beside: openlit.server.podLabels,
    claim: CLAIM,
    mountPath: VOLUME,
    user,
    group: user,
    variables,
    bucket: bucketAccess(stack, ROOT, folderOf(cluster), BUCKET_SECRETS),
    resources: s.backup.resources,
  });
}
