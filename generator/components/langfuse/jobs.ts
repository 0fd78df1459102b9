/** A Job is immutable: a changed one gets another name, and engines prune the old one. */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced, STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { placedManifest } from '../../kubernetes/pod-places.ts';
import type { Stack } from '../../stack/component.ts';
import { placementOf } from '../../stack/placement.ts';
import { langfuse } from './handle.ts';
import type { LangfuseSettings } from './settings.ts';

/** The Job, with a name that says what is in it. */
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
