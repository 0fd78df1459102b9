/** What the plans of a world's pushes said, and what was there before. */
import type { Plan } from '../../../generator/plan/plan.ts';
import type { FleetRepository, Heads } from '../fleet-repository.ts';
import type { LiveObject } from '../live-object.ts';

/** Everything in all API servers that comes from the repository of a fleet, as it is at one time: objects by key, by cluster. */
export type Observation = ReadonlyMap<string, Objects>;

export type Objects = ReadonlyMap<string, LiveObject>;

export interface Foresight {
  /** Whose pushes are planned. */
  readonly fleet: FleetRepository;
  /** Where the branches were when everything was as planned the last time, and what was there then. */
  readonly since: Heads;
  readonly observed: Observation;
  /** Of everything that was pushed after that. */
  readonly next: Heads;
  readonly plans: readonly Plan[];
}
