/**
 * Every Helm value that we set is one that the real chart knows: a misspelt key would be ignored without a word.
 * The charts' own values.yaml are read where they are at hand; without them the test says that it was skipped.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { REGISTRY } from '../../generator/components/registry.ts';
import { isObject, type Json, type JsonObject } from '../../generator/data/json.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { clusterAnswer, ownAnswer } from '../../generator/layers/answer.ts';
import { programFolder } from '../../generator/program/program-folder.ts';
import { buildGraph } from '../../generator/stack/graph.ts';

const UPSTREAM = join(programFolder(), '..', 'shared', 'upstream');
const present = existsSync(UPSTREAM);

/** Folders of the charts, where they are not called as the chart is. */
const FOLDERS: Readonly<Record<string, string>> = { 'clickhouse-operator-helm': 'clickhouse-operator' };

/** Read by the chart's templates, but not in its values.yaml. */
const UNDOCUMENTED: ReadonlySet<string> = new Set([
  'blackbox: fullnameOverride',
  'clickhouse-operator: manager.image.tag',
  'grafana: fullnameOverride',
  'grafana: rbac.useExistingRole',
  'object-store: fullnameOverride',
  'object-store: s3.affinity',
  'object-store: s3.createBuckets',
  'object-store: s3.topologySpreadConstraints',
  'otel-gateway: podDisruptionBudget.maxUnavailable',
  'otel-sampler: podDisruptionBudget.maxUnavailable',
  'otel-sampler: service.clusterIP',
  'prometheus: kube-state-metrics.customResourceState',
  'prometheus: kube-state-metrics.rbac',
  'prometheus: kube-state-metrics.resources',
]);

/** Handed on as they are, to Kubernetes or as the configuration of a program: the chart writes only some of their keys. */
const FREE =
  /(^|\.)(affinity|securityContext|podSecurityContext|containerSecurityContext|grafana\.ini|alertmanager\.config|config\.modules)$/;

/** Paths of ours that upstream does not have; below what upstream leaves empty, anything goes. */
function unknownKeys(ours: JsonObject, upstream: JsonObject, path: string): readonly string[] {
  return Object.entries(ours).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`;
    if (!Object.hasOwn(upstream, key)) return [here];
    const theirs: Json = upstream[key] ?? null;
    return isObject(value) && isObject(theirs) && Object.keys(theirs).length > 0 && !FREE.test(here)
      ? unknownKeys(value, theirs, here)
      : [];
  });
}

describe.skipIf(!present)(`the values of every chart${present ? '' : ' (skipped: the charts are not at hand)'}`, () => {
  const { fleet } = loadFleet(programFolder(), REGISTRY, () => []);
  for (const component of REGISTRY)
    if (component.chart !== undefined)
      it(`have only keys that it knows: ${component.name}`, () => {
        const folder = FOLDERS[component.chart?.name ?? ''] ?? component.chart?.name ?? '';
        const upstream: JsonObject = parse(readFileSync(join(UPSTREAM, folder, 'values.yaml'), 'utf8'));
        const unknown = (fleet?.clusters ?? []).flatMap((cluster) => {
          if (fleet === undefined) return [];
          const graph = buildGraph(fleet, cluster, REGISTRY);
          return unknownKeys(
            clusterAnswer(component, ownAnswer(component, graph), graph, { ...cluster, values: new Map() }).values,
            upstream,
            '',
          );
        });
        expect(
          new Set(unknown.map((path) => `${component.name}: ${path}`).filter((path) => !UNDOCUMENTED.has(path))),
        ).toEqual(new Set());
      });
});
