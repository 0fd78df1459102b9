/** The names of Secrets with credentials of a registry, in every place that makes pods. */
import type { ImagesOfChart } from '../charts/images.ts';
import { fieldAt, listAt } from '../data/fields.ts';
import { isObject, type JsonObject } from '../data/json.ts';
import { mergeValues } from '../fleet/resolve/merge.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { nested } from './in-values.ts';

export function valuesWithPullSecrets(
  values: JsonObject,
  { pullSecrets }: ImagesOfChart,
  names: readonly string[],
): JsonObject {
  return pullSecrets
    .map(({ at, items }) => nested(at, items === 'names' ? names : references(names)))
    .reduce(mergeValues, values);
}

/** What of an object becomes the specification of pods. */
const POD_SPECS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
  ...Object.fromEntries(
    ['DaemonSet', 'Deployment', 'Job', 'StatefulSet'].map((kind) => [kind, ['spec', 'template', 'spec']]),
  ),
  // Of the operators of PostgreSQL and ClickHouse.
  Cluster: ['spec'],
  Pooler: ['spec', 'template', 'spec'],
  ClickHouseCluster: ['spec', 'podTemplate'],
  KeeperCluster: ['spec', 'podTemplate'],
};

export function objectWithPullSecrets(object: Manifest, names: readonly string[]): Manifest {
  const path = POD_SPECS[object.kind];
  if (path !== undefined) return isObject(fieldAt(object, ...path)) ? withReferences(object, path, names) : object;
  return object.kind === 'ClusterIssuer' ? withSolvers(object, names) : object;
}

function withReferences(object: Manifest, path: readonly string[], names: readonly string[]): Manifest {
  const { apiVersion, kind, metadata } = object;
  return {
    ...mergeValues(object, nested([...path, 'imagePullSecrets'].join('.'), references(names))),
    apiVersion,
    kind,
    metadata,
  };
}

/** cert-manager makes a pod for each HTTP-01 challenge. */
function withSolvers(issuer: Manifest, names: readonly string[]): Manifest {
  const solvers = listAt(issuer, 'spec', 'acme', 'solvers').filter(isObject);
  if (solvers.length === 0) return issuer;
  const { apiVersion, kind, metadata } = issuer;
  const template = nested('podTemplate.spec.imagePullSecrets', references(names));
  const told = solvers.map((solver) =>
    ['ingress', 'gatewayHTTPRoute']
      .filter((way) => isObject(fieldAt(solver, 'http01', way)))
      .reduce<JsonObject>((one, way) => mergeValues(one, nested(`http01.${way}`, template)), solver),
  );
  return { ...mergeValues(issuer, nested('spec.acme.solvers', told)), apiVersion, kind, metadata };
}

function references(names: readonly string[]): readonly JsonObject[] {
  return names.map((name) => ({ name }));
}
