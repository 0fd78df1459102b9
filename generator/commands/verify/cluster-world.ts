/** The world of checks in a real cluster: its Services by port-forward, and everything else from here. */
import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { connectWith } from '../../live/clusters/connection.ts';
import type { KubeContext } from '../../live/clusters/kubeconfig.ts';
import { logIn } from '../../live/clusters/log-in.ts';
import { forward } from '../../live/clusters/port-forward.ts';
import { podBehind, type ServicePlace } from '../../live/clusters/service-pod.ts';
import type { LevelGraph } from '../../stack/graph.ts';
import { PROBE_SECONDS } from '../../verify/probes/job.ts';
import type { Answer, Credentials, Request, World } from '../../verify/world.ts';
import { asUnanswered } from './failure.ts';
import { askAddress, askOver } from './http.ts';
import { LISTINGS, RIGHTS_HINT } from './needs.ts';
import { openPage } from './page.ts';
import { probePods } from './probe-pods.ts';

interface Asked {
  readonly repo: string;
  readonly credentials: Credentials;
  /** What probe pods are made for; none are made where it is not said. */
  readonly probed: LevelGraph | undefined;
}

/** Throws Unreachable when the cluster cannot be asked which pods it has. */
export async function clusterWorld(context: KubeContext, { repo, credentials, probed }: Asked): Promise<World> {
  const signal = AbortSignal.timeout(LOG_IN_SECONDS * 1000);
  const config = await logIn(context, repo, signal);
  const connection = await connectWith(config, { context: context.name, signal, rights: RIGHTS_HINT });
  const objects = (await Promise.all(LISTINGS.map((listing) => connection.list(listing)))).flat();
  const world = outsideOf(credentials, async (place, request) => {
    const pod = podBehind(place, objects);
    const way = await forward(config, pod, { context: context.name, rights: RIGHTS_HINT });
    return askOver(way, `${place.service}.${place.namespace}`, request);
  });
  if (probed === undefined) return world;
  const probing = await connectWith(config, {
    context: context.name,
    // It may take longer than to log in.
    signal: AbortSignal.timeout(PROBING_SECONDS * 1000),
    rights: RIGHTS_HINT,
  });
  return { ...world, probes: probePods(probing, probed) };
}

const LOG_IN_SECONDS = 30;

const PROBING_SECONDS = 2 * PROBE_SECONDS;

/** A world whose Services are reached in a given way, without probes. */
export function outsideOf(
  credentials: Credentials,
  service: (place: ServicePlace, request: Request) => Promise<Answer>,
): World {
  const told = <T>(answer: Promise<T>, what: string): Promise<T> =>
    answer.catch((error: unknown) => {
      throw asUnanswered(error, what);
    });
  return {
    service: (place, request) => told(service(place, request), `Service ${place.service}`),
    address: (url, request) => told(askAddress(url, request), new URL(url).host),
    page: (url) => told(openPage(url), new URL(url).host),
    credentials,
    now: Date.now,
    pause: (milliseconds) => setTimeout(milliseconds),
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  };
}
