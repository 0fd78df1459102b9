/** What rules about dangers look at, and what they find. */
import type { Engine } from '../../fleet/model.ts';
import type { Content, DeployedFleet } from '../deployed/deployed.ts';
import type { ObjectPair } from '../difference/objects.ts';
import type { ComponentChange, Opened, PlannedCluster } from '../plan.ts';

export interface Finding {
  readonly code: string;
  /** What happens, and to what. */
  readonly message: string;
  /** Of a policy that lets in or out what it did not before, if that is one peer. */
  readonly opened?: Opened;
}

/** A component that differs, on clusters where it differs alike. */
export interface ComponentView {
  readonly engine: Engine;
  readonly before: Content | undefined;
  readonly after: Content | undefined;
  readonly change: Omit<ComponentChange, 'clusters' | 'component'>;
  /** Its objects that differ. */
  readonly pairs: readonly ObjectPair[];
}

export type ComponentRule = (view: ComponentView) => readonly Finding[];

export interface FleetView {
  readonly before: DeployedFleet;
  readonly after: DeployedFleet;
  /** Of both sides. */
  readonly clusters: readonly PlannedCluster[];
}

/** What concerns clusters, and no component of theirs alone. */
export interface FleetFinding extends Finding {
  readonly clusters: readonly string[];
}

export type FleetRule = (view: FleetView) => readonly FleetFinding[];
