/** Probe pods in a real cluster: made as Jobs, waited for, and removed. */
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { textAt } from '../../data/fields.ts';
import type { JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { cleaned } from '../../live/clean.ts';
import type { Connection } from '../../live/clusters/connection.ts';
import { lacksRights } from '../../live/clusters/lacks-rights.ts';
import { Unreachable } from '../../live/clusters/unreachable.ts';
import type { LevelGraph } from '../../stack/graph.ts';
import { PROBE_SECONDS, probeJob } from '../../verify/probes/job.ts';
import { endOf } from '../../verify/probes/probes.ts';
import type { Probes } from '../../verify/world.ts';
import { namespacesOf, PODS, RIGHTS_HINT } from './needs.ts';

const LOOK_MILLISECONDS = 1000;

/** Probes of a cluster. What they do throws Unreachable, also without the rights. */
export function probePods(connection: Connection, graph: LevelGraph): Probes {
  let pods: Promise<readonly JsonObject[]> | undefined;
  return {
    pods: () => {
      pods ??= Promise.all(namespacesOf(graph).map((namespace) => connection.list({ resource: PODS, namespace }))).then(
        (found) => found.flat(),
      );
      return pods;
    },
    run: async (source, addresses) => {
      const name = `verify-${source.component}-${randomBytes(4).toString('hex')}`;
      const job = probeJob(source, addresses, { name, graph });
      const refused = await make(connection, job);
      if (refused !== undefined) return refused;
      try {
        return await ended(connection, job);
      } finally {
        await remove(connection, job);
      }
    },
  };
}

/** Why the cluster does not take it; undefined where it does. */
async function make(connection: Connection, job: Manifest): Promise<string | undefined> {
  const { status, answer } = await connection.ask({
    method: 'POST',
    path: pathOf(job),
    body: { type: 'application/json', content: job },
  });
  if (status < 300) return undefined;
  const said = cleaned(textAt(answer, 'message'));
  if (lacksRights(status, said)) throw new Unreachable(`you may not make Jobs: ${said}`, RIGHTS_HINT);
  return `the cluster does not take it: ${said === '' ? status : said}`;
}

async function ended(connection: Connection, { metadata }: Manifest): Promise<readonly string[] | string> {
  const namespace = String(metadata.namespace);
  const deadline = Date.now() + PROBE_SECONDS * 1000;
  for (;;) {
    const [pod] = await connection.list({ resource: PODS, namespace, labelled: `job-name=${metadata.name}` });
    const end = endOf(pod);
    if (end !== undefined) return end;
    if (Date.now() > deadline) return `it has not ended after ${PROBE_SECONDS} seconds`;
    await setTimeout(LOOK_MILLISECONDS);
  }
}

/** With its pod. Where that fails, the cluster does it after a minute. */
async function remove(connection: Connection, job: Manifest): Promise<void> {
  const path = `${pathOf(job)}/${job.metadata.name}?propagationPolicy=Background`;
  await connection.ask({ method: 'DELETE', path }).catch((error: unknown) => {
    if (!(error instanceof Unreachable)) throw error;
  });
}

function pathOf({ metadata }: Manifest): string {
  return `/apis/batch/v1/namespaces/${metadata.namespace}/jobs`;
}
