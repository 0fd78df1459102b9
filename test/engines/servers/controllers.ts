/**
 * What controllers would do with objects that the engines look at the status of, where no such controller runs: the operators of
 * PostgreSQL and ClickHouse and, because there are no nodes, the controllers of Jobs and Deployments. Argo CD's health check of a Cluster
 * fails on one that has no status, a Job is waited for until it is complete, and Flux waits for the pods of a Deployment. Nothing else
 * needs a controller for the engines to be content.
 */
import { setTimeout } from 'node:timers/promises';
import type { JsonObject } from '../../../generator/data/json.ts';
import { at, conditionsOf, type LiveObject } from '../live-object.ts';
import type { Workspace } from '../workspace.ts';
import type { Kubernetes } from './kubernetes.ts';

const PERIOD_MILLISECONDS = 1000;

const WHEN = '2026-01-01T00:00:00Z';

function condition(type: string, reason: string): JsonObject {
  return { type, status: 'True', reason, message: reason, lastTransitionTime: WHEN };
}

/** How long a ClickHouse cluster answers before its database is replicated: much longer than Flux takes to go on. */
const UNCONVERTED_MILLISECONDS = 20_000;

/** Servers answer first, and the operator makes their databases later. */
function clickhouseStatus({ metadata }: LiveObject): JsonObject {
  const made = Date.parse(String(metadata.creationTimestamp));
  const converted = new Date(made + UNCONVERTED_MILLISECONDS);
  const isConverted = Date.now() >= converted.getTime();
  return {
    conditions: [
      condition('Ready', 'AllShardsReady'),
      {
        ...condition('SchemaInSync', isConverted ? 'ReplicasInSync' : 'DatabasesNotCreated'),
        status: isConverted ? 'True' : 'False',
        lastTransitionTime: (isConverted ? converted : new Date(made)).toISOString(),
      },
    ],
  };
}

/** All pods of it, at its present generation. */
function deploymentStatus({ metadata, spec }: LiveObject): JsonObject {
  const replicas = at(spec, 'replicas') ?? 1;
  return {
    observedGeneration: metadata.generation ?? 0,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    conditions: [
      condition('Available', 'MinimumReplicasAvailable'),
      condition('Progressing', 'NewReplicaSetAvailable'),
    ],
  };
}

interface Controlled {
  readonly apiVersion: string;
  readonly kind: string;
  readonly statusOf: (object: LiveObject) => JsonObject;
}

const CONTROLLED: readonly Controlled[] = [
  {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    statusOf: () => ({
      phase: 'Cluster in healthy state',
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'ClusterIsReady',
          message: 'Cluster is Ready',
          lastTransitionTime: WHEN,
        },
      ],
    }),
  },
  { apiVersion: 'apps/v1', kind: 'Deployment', statusOf: deploymentStatus },
  { apiVersion: 'clickhouse.com/v1alpha1', kind: 'ClickHouseCluster', statusOf: clickhouseStatus },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    statusOf: () => ({
      startTime: WHEN,
      completionTime: WHEN,
      succeeded: 1,
      ready: 0,
      uncountedTerminatedPods: {},
      conditions: [condition('SuccessCriteriaMet', 'CompletionsReached'), condition('Complete', 'CompletionsReached')],
    }),
  },
];

/** Whether every condition of it is there and holds for what it is now, so that its controller has nothing left to say. */
function hasSettled(object: LiveObject): boolean {
  const conditions = conditionsOf(object);
  const observed = at(object, 'status', 'observedGeneration') ?? object.metadata.generation;
  return (
    conditions.length > 0 &&
    conditions.every(({ status }) => status === 'True') &&
    observed === object.metadata.generation
  );
}

export function startControllers(workspace: Workspace, { api }: Kubernetes): void {
  const stopped = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      for (const { apiVersion, kind, statusOf } of CONTROLLED) {
        // The server may be busy or on its way down: the next round tries again.
        for (const object of await api.list(apiVersion, kind).catch(() => [])) {
          if (!hasSettled(object)) await api.mergePatchStatus(object, { status: statusOf(object) }).catch(() => {});
        }
      }
      await setTimeout(PERIOD_MILLISECONDS);
    }
  };
  const running = run();
  workspace.onStop(async () => {
    stopped.abort();
    await running;
  });
}
