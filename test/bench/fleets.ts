/** Fleets of any size for the benchmark: every component, three environments, both engines, an override here and there. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: acme}
spec:
  repository: {url: https://github.com/acme/observability.git, branch: main}
  domain: obs.acme.io
  components: {otel-sampler: {mode: managed}}
  waves: [{name: canary, ref: main}, {name: all, ref: release/all}]
  environments:
    dev: {wave: canary, size: small}
    staging: {wave: canary, size: medium}
    prod: {wave: all, size: large}
`;

const ENVIRONMENTS = ['dev', 'staging', 'prod'];

function cluster(index: number, storage: string): string {
  const overrides = index % 5 === 0 ? `  components:\n    postgres: {storage: ${storage}}\n` : '';
  return `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${clusterName(index)}}
spec:
  environment: ${ENVIRONMENTS[index % 3]}
  engine: ${index % 2 === 0 ? 'argocd' : 'flux'}
  provider: {name: aws, region: eu-west-1}
${overrides}`;
}

function clusterName(index: number): string {
  return `cluster-${String(index).padStart(4, '0')}`;
}

export function writeFleet(folder: string, clusters: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'fleet.yaml'), FLEET);
  for (let index = 0; index < clusters; index += 1) writeCluster(folder, index, '300Gi');
}

/** Cluster 0 has an override, so that another storage changes files of that cluster. */
export function writeCluster(folder: string, index: number, storage: string): void {
  const path = join(folder, 'clusters', clusterName(index));
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'cluster.yaml'), cluster(index, storage));
}

/** Another version of one chart, for all clusters. */
export function updateEverywhere(folder: string): void {
  const path = join(folder, 'fleet.yaml');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace('  components: {', '  components: {valkey: {version: 0.12.0}, '),
  );
}

/** A change that has the name of each cluster in it, so that it is told with placeholders. */
export function updateNames(folder: string): void {
  const path = join(folder, 'fleet.yaml');
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(
      '  components: {',
      "  secrets: {provider: vault, server: 'https://vault.example.com', path: platform}\n  components: {",
    ),
  );
}
