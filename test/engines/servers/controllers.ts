/**
 * What controllers would do with objects that the engines look at the status of, where no such controller runs: CloudNativePG's operator
 * and, because there are no nodes, the controller of Jobs. Argo CD's health check of a Cluster fails on one that has no status, and a
 * Job is waited for until it is complete. Nothing else needs a controller for the engines to be content.
 */
import { setTimeout } from 'node:timers/promises';
import type { JsonObject } from '../../../generator/data/json.ts';
import { at } from '../live-object.ts';
import type { Workspace } from '../workspace.ts';
import type { Kubernetes } from './kubernetes.ts';

const PERIOD_MILLISECONDS = 1000;

const WHEN = '2026-01-01T00:00:00Z';

function condition(type: string, reason: string): JsonObject {
  return { type, status: 'True', reason, message: reason, lastProbeTime: WHEN, lastTransitionTime: WHEN };
}

interface Controlled {
  readonly apiVersion: string;
  readonly kind: string;
  readonly status: JsonObject;
}

const CONTROLLED: readonly Controlled[] = [
  {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    status: {
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
    },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    status: {
      startTime: WHEN,
      completionTime: WHEN,
      succeeded: 1,
      ready: 0,
      uncountedTerminatedPods: {},
      conditions: [condition('SuccessCriteriaMet', 'CompletionsReached'), condition('Complete', 'CompletionsReached')],
    },
  },
];

export function startControllers(workspace: Workspace, { api }: Kubernetes): void {
  const stopped = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      for (const { apiVersion, kind, status } of CONTROLLED) {
        // The server may be busy or on its way down: the next round tries again.
        for (const object of await api.list(apiVersion, kind).catch(() => [])) {
          if (at(object, 'status', 'conditions') === undefined)
            await api.mergePatchStatus(object, { status }).catch(() => {});
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
