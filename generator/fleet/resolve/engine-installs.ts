/** How the engines are installed, and how they treat a cluster, as the levels of the input say it. */
import {
  type ArgocdCluster,
  type ArgocdInstance,
  DEFAULT_ENGINE_INSTALLS,
  type EngineInstalls,
  type FluxCluster,
} from '../engine-installs.ts';
import { isAddress } from '../schema/argocd.ts';
import type { ClusterInput, FleetInput } from '../schema/schema.ts';

const [ONLY] = DEFAULT_ENGINE_INSTALLS.argocd;

export function engineInstalls({ argocd, flux }: FleetInput['spec']): EngineInstalls {
  const { namespace = ONLY.namespace, workloads = ONLY.workloads, instances } = argocd ?? {};
  const shared: ArgocdInstance = { name: undefined, namespace, workloads };
  return {
    argocd: instances?.map((one) => ({ name: one.name, ...said(shared, one) })) ?? [shared],
    flux: { ...DEFAULT_ENGINE_INSTALLS.flux, ...installed(flux) },
  };
}

function said(
  { namespace, workloads }: ArgocdInstance,
  own: { readonly namespace?: string | undefined; readonly workloads?: string | undefined },
): Pick<ArgocdInstance, 'namespace' | 'workloads'> {
  return { namespace: own.namespace ?? namespace, workloads: own.workloads ?? workloads };
}

function installed(flux: FleetInput['spec']['flux']): Partial<EngineInstalls['flux']> {
  return flux === undefined ? {} : { namespace: flux.namespace, serviceAccountName: flux.serviceAccountName };
}

type SaidOfFlux = { readonly decryption?: FluxCluster['decryption'] } | undefined;

/** The lowest level that says something decides. */
export function fluxOf(...levels: readonly SaidOfFlux[]): FluxCluster {
  return { decryption: levels.findLast((level) => level?.decryption !== undefined)?.decryption };
}

/** A lower level replaces what is said above it. */
function treatment(
  ...levels: readonly (LevelArgocd | ClusterInput['spec']['argocd'] | FleetInput['spec']['argocd'])[]
): Pick<ArgocdCluster, 'sync' | 'syncWindows' | 'preserveOnDeletion'> {
  const lowest = <Field extends 'sync' | 'syncWindows' | 'preserveOnDeletion'>(field: Field) =>
    levels.findLast((level) => level?.[field] !== undefined)?.[field];
  return {
    sync: lowest('sync') ?? 'automatic',
    syncWindows: lowest('syncWindows') ?? [],
    preserveOnDeletion: lowest('preserveOnDeletion') ?? false,
  };
}

type LevelArgocd = FleetInput['spec']['groups'][number]['argocd'];

/** `between` is what the environment of the cluster and its groups say, the uppermost first. */
export function argocdOf(
  { metadata, spec }: ClusterInput,
  between: readonly LevelArgocd[],
  { fleet, engines: { argocd } }: { readonly fleet: FleetInput['spec']; readonly engines: EngineInstalls },
): ArgocdCluster {
  const name = [...between, spec.argocd].findLast((level) => level?.instance !== undefined)?.instance;
  const instance = argocd.find((one) => one.name === name) ?? argocd[0];
  if (instance === undefined) throw new Error('a fleet has no Argo CD');
  const destination = spec.argocd?.destination ?? metadata.name;
  return {
    instance,
    destination: isAddress(destination) ? { server: destination } : { name: destination },
    ...treatment(fleet.argocd, ...between, spec.argocd),
  };
}
