/** What the engines deploy, as they read it in a tree: the same model for both, and for both sides of a plan. */
import type { JsonObject } from '../../data/json.ts';
import type { Engine } from '../../fleet/model.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';

/** A Helm release. */
export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** Without `oci://`. */
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
}

/** Upstream's own manifests. */
export interface Upstream {
  readonly repository: string;
  readonly path: string;
  readonly version: string;
}

export interface Content {
  readonly release: Release | undefined;
  readonly upstream: Upstream | undefined;
  /** What Helm merges of all values files. Empty without a release. */
  readonly values: JsonObject;
  /** Manifests around the release. */
  readonly objects: readonly Manifest[];
  /** What makes the engine deploy it: an Application; or a Kustomization, a HelmRelease and their sources. */
  readonly engineObjects: readonly Manifest[];
  /** What becomes of objects that are no longer in Git. */
  readonly prunes: boolean;
  /** What becomes of the objects when the whole component is no longer in Git. */
  readonly deletes: boolean;
}

export interface DeployedComponent {
  readonly name: string;
  /** Equal for two whose content is. */
  readonly fingerprint: string;
  /** Names of the components that the engine syncs before it. Argo CD syncs all at once, and tries again what came too early. */
  readonly dependsOn: readonly string[];
  content(): Content;
}

export interface DeployedCluster {
  readonly name: string;
  readonly engine: Engine;
  readonly environment: string;
  /** Below which its hosts are. */
  readonly domain: string;
  readonly wave: string;
  /** The Git ref that it follows. */
  readonly ref: string;
  /** Absent where the engine syncs by itself. */
  readonly sync?: 'manual';
  readonly components: ReadonlyMap<string, DeployedComponent>;
}

/** Without what only the input says. */
export type ReadCluster = Omit<DeployedCluster, 'domain'>;

export interface DeployedFleet {
  readonly clusters: ReadonlyMap<string, DeployedCluster>;
  /** In Argo CD itself, applied from the fleet's branch. */
  readonly hub: readonly Manifest[];
  /** Waves that the input names, in its order. */
  readonly waves: readonly string[];
}

/** The component that stands for what an engine has on a cluster for itself: sources, the root Kustomization, notifications. */
export const ENGINE_ITSELF = 'engine';
