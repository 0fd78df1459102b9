/** A cluster with everything on it that can be watched, and what Prometheus and Alertmanager get there. */
import { ENGINE_NAMES as GATEWAY_NAMES } from '../../../generator/components/llm-gateways/engines.ts';
import { ENGINE_NAMES } from '../../../generator/components/model-serving/engines.ts';
import { REGISTRY } from '../../../generator/components/registry.ts';
import { isList, isObject, type Json, type JsonObject } from '../../../generator/data/json.ts';
import type { Cluster } from '../../../generator/fleet/model.ts';
import { type Answer, clusterAnswer, ownAnswer } from '../../../generator/layers/answer.ts';
import { buildGraph, type LevelGraph } from '../../../generator/stack/graph.ts';
import { describedFleet } from '../../described-fleet.ts';
import { inputFiles } from '../../input-files.ts';

/** Fields of `spec` of the fleet and of the cluster. */
export interface Sections {
  readonly fleet?: JsonObject;
  readonly environment?: JsonObject;
  readonly cluster?: JsonObject;
  readonly labels?: JsonObject;
}

/** Deployed only where a fleet asks for them. */
const ASKED_FOR = REGISTRY.filter(({ modes: [first, ...more] }) => first === 'disabled' && more.includes('managed'));

function podsOf(engine: string): JsonObject {
  return { engine, namespaces: ['models'], selector: { app: engine } };
}

/** What each component says on the cluster, by its name. */
export function watchedCluster(sections: Sections): ReadonlyMap<string, Answer> {
  const { graph, cluster } = watchedGraph(sections);
  return new Map(
    graph.deployed.map((component) => [
      component.name,
      clusterAnswer(component, ownAnswer(component, graph), graph, cluster),
    ]),
  );
}

/** The cluster, and what is deployed on it. */
export function watchedGraph({ fleet = {}, environment = {}, cluster = {}, labels = {} }: Sections): {
  readonly graph: LevelGraph;
  readonly cluster: Cluster;
} {
  const input = inputFiles({
    fleet: {
      secrets: { provider: 'vault', server: 'https://vault.acme.io' },
      environments: { prod: environment },
      components: {
        ...Object.fromEntries(ASKED_FOR.map(({ name }) => [name, { mode: 'managed' }])),
        gpu: { mode: 'managed', pricePerHour: 2.5 },
        evaluations: {
          mode: 'managed',
          bounds: [
            { score: 'helpfulness', min: 0.7 },
            { score: 'resolved', min: 0.5 },
            { score: 'toxicity', max: 0.1 },
          ],
        },
        'llm-gateways': { gateways: GATEWAY_NAMES.map(podsOf) },
        'model-serving': { servers: ENGINE_NAMES.map(podsOf) },
        clickhouse: { backup: { drill: { enabled: true } } },
        postgres: { pooler: { instances: 2 }, backup: { drill: { enabled: true } } },
        langfuse: { retentionDays: 90 },
      },
      ...fleet,
    },
    clusters: { 'eu-1': cluster },
    labels,
  });
  const described = describedFleet(input);
  const [one] = described.clusters;
  if (one === undefined) throw new Error('the fleet has one cluster');
  return { graph: buildGraph(described, one, REGISTRY), cluster: one };
}

/** Groups of every PrometheusRule, as Prometheus reads them from a file. */
export function ruleGroups(answers: ReadonlyMap<string, Answer>): readonly JsonObject[] {
  return [...answers.values()].flatMap(({ manifests }) =>
    manifests.flatMap(({ kind, spec }) =>
      kind === 'PrometheusRule' && isObject(spec) && isList(spec.groups) ? spec.groups.filter(isObject) : [],
    ),
  );
}

/** The value at a path of a component's Helm values. */
export function valueAt(answers: ReadonlyMap<string, Answer>, component: string, ...path: readonly string[]): Json {
  return path.reduce<Json>(
    (value, key) => (isObject(value) ? (value[key] ?? null) : null),
    answers.get(component)?.values ?? null,
  );
}
