/** The waves of the reference fleet, by the branches that they follow. */
import type { Cluster, Fleet } from '../../generator/fleet/model.ts';

export const FIRST_WAVE = 'main';
export const NEXT_WAVE = 'release/all';

/** The ref of a cluster's wave, as fleet.yaml writes it. Throws when the fleet has no such wave. */
export function refOf({ waves }: Fleet, { name, wave }: Pick<Cluster, 'name' | 'wave'>): string {
  const found = waves.find((one) => one.name === wave);
  if (found === undefined) throw new Error(`${name} is in wave ${wave}, which the fleet does not have`);
  return found.ref;
}

export function branchOf(ref: string): string {
  return ref.replace('refs/heads/', '');
}
