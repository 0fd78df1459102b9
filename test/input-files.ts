import type { JsonObject } from '../generator/data/json.ts';
import { emitYaml } from '../generator/data/yaml.ts';

/** Fields of `spec` of a fleet, and of each of its clusters by name. They replace those of the smallest valid input. */
export interface Specs {
  /** Of the fleet, `acme` unless said. */
  readonly name?: string;
  readonly fleet?: JsonObject;
  readonly clusters: Readonly<Record<string, JsonObject>>;
  /** Of every cluster. */
  readonly labels?: JsonObject;
}

const FLEET: JsonObject = {
  repository: { url: 'https://github.com/acme/observability.git' },
  domain: 'obs.acme.io',
  environments: { prod: {} },
};

const CLUSTER: JsonObject = { environment: 'prod', engine: 'flux', provider: { name: 'bare' } };

/** The input files of a fleet, by path. */
export function inputFiles({
  name: ofFleet = 'acme',
  fleet = {},
  clusters,
  labels = {},
}: Specs): ReadonlyMap<string, string> {
  return new Map([
    ['fleet.yaml', document('Fleet', { name: ofFleet }, { ...FLEET, ...fleet })],
    ...Object.entries(clusters).map(([name, spec]): [string, string] => [
      `clusters/${name}/cluster.yaml`,
      document('Cluster', { name, labels }, { ...CLUSTER, ...spec }),
    ]),
  ]);
}

function document(kind: 'Fleet' | 'Cluster', metadata: JsonObject, spec: JsonObject): string {
  return emitYaml({ apiVersion: 'lang-observatory.dev/v1', kind, metadata, spec });
}
