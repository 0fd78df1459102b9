/** A fleet whose clusters differ in what an application meets there. */
import type { Cluster, Fleet } from '../../generator/fleet/model.ts';
import { describedFleet } from '../described-fleet.ts';

const FLEET = `
apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git, branch: main}
  domain: obs.acme.io
  environments: {prod: {}}
`;

function cluster(name: string, components: string, more = ''): string {
  return `
apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec:
  environment: prod
  engine: flux
  provider: {name: bare}
  components: {${components}}
${more}`;
}

/** By name. */
const CLUSTERS: Readonly<Record<string, string>> = {
  whole: cluster('whole', ''),
  stored: cluster('stored', '', '  secrets: {provider: vault, prefix: observatory, server: https://vault.acme.io}\n'),
  private: cluster('private', 'gateway: {mode: disabled}'),
  // A class that is not nginx has proxies that we do not know: what they serve is open to any address.
  open: cluster('open', 'gateway: {mode: disabled, className: cilium}'),
  central: cluster(
    'central',
    'langfuse: {mode: external, external: {url: https://langfuse.acme.io/}}, clickhouse: {mode: disabled}',
    '  secrets: {provider: vault, prefix: observatory, server: https://vault.acme.io}\n',
  ),
  'metrics-only': cluster('metrics-only', 'langfuse: {mode: disabled}'),
  logged: cluster('logged', 'logs: {mode: managed}, openlit: {mode: managed}'),
  'openlit-only': cluster(
    'openlit-only',
    'openlit: {mode: managed}, langfuse: {mode: disabled}, prometheus: {mode: disabled}, grafana: {mode: disabled}',
  ),
  'traces-only': cluster('traces-only', 'prometheus: {mode: disabled}, grafana: {mode: disabled}'),
  injected: cluster('injected', 'instrumentation: {mode: managed, python: {image: "registry.acme.io/llm-python:1"}}'),
  'injected-nodejs': cluster('injected-nodejs', 'instrumentation: {mode: managed}'),
  silent: cluster('silent', 'otel-gateway: {mode: disabled}'),
};

/** Input files by path. */
export const INPUT: ReadonlyMap<string, string> = new Map([
  ['fleet.yaml', FLEET],
  ...Object.entries(CLUSTERS).map(([name, text]) => [`clusters/${name}/cluster.yaml`, text] as const),
]);

export function fleetOfInput(): Fleet {
  return describedFleet(INPUT);
}

export function clusterOf(fleet: Fleet, name: string): Cluster {
  const found = fleet.clusters.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the fleet has no cluster ${name}`);
  return found;
}
