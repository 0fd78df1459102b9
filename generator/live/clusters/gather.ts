/** Reads many clusters: some at a time, each with an end of its own, so that one that does not answer holds up no other. */
import { setTimeout } from 'node:timers/promises';
import type { JsonObject } from '../../data/json.ts';
import { type Group, grouped } from '../../layers/selector.ts';
import { eachOf } from '../each-of.ts';
import type { Listing } from '../resource.ts';
import { type Connection, connect } from './connection.ts';
import type { KubeContext } from './kubeconfig.ts';
import { orUnreachable, tryIt, Unreachable } from './unreachable.ts';

/** How long a cluster may take, with its credential plugin. */
const MILLISECONDS = 30_000;

/** Clusters that are asked at the same time: a fleet of forty takes the time of its slowest. */
const AT_ONCE = 64;

/** Credential plugins that run at the same time: those of clouds take a hundred megabytes each. */
const PLUGINS_AT_ONCE = 16;

/** Requests to one cluster at the same time. */
const REQUESTS_AT_ONCE = 6;

export interface Answered {
  readonly objects: readonly JsonObject[];
  /** How far the clock of its API server is ahead of ours, in seconds; undefined when nothing was asked. */
  readonly clockAhead: number | undefined;
}

export type Gathered = Answered | { readonly unreachable: Unreachable };

export interface Place {
  readonly context: KubeContext;
  readonly listings: readonly Listing[];
}

/** In the order of the places. Those behind one context share its log-in. */
export async function gatherAll(
  places: readonly Place[],
  repo: string,
  { milliseconds = MILLISECONDS, signal }: Ending = {},
): Promise<readonly Gathered[]> {
  const groups = grouped(places, ({ context }) => context.name);
  const hasPlugin = ([{ context }]: Group<Place>): boolean =>
    context.user.exec !== undefined && context.user.exec !== null;
  const ask = async (some: readonly Group<Place>[], atOnce: number): Promise<readonly Answer[]> =>
    (await eachOf(some, atOnce, (group) => gather(group, repo, { milliseconds, signal }))).flat();
  const [withPlugin, others] = await Promise.all([
    ask(groups.filter(hasPlugin), PLUGINS_AT_ONCE),
    ask(
      groups.filter((group) => !hasPlugin(group)),
      AT_ONCE,
    ),
  ]);
  const answers = new Map([...withPlugin, ...others]);
  return places.flatMap((place) => answers.get(place) ?? []);
}

type Answer = readonly [Place, Gathered];

export interface Ending {
  /** How long a cluster may take. */
  readonly milliseconds?: number;
  /** Ends it all. */
  readonly signal?: AbortSignal | undefined;
}

/** Of places behind one context. What may not be read in one of them leaves the others as they are. */
async function gather(
  places: Group<Place>,
  repo: string,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal: AbortSignal | undefined },
): Promise<readonly Answer[]> {
  const [{ context }] = places;
  const ending = new AbortController();
  const all = signal === undefined ? ending.signal : AbortSignal.any([ending.signal, signal]);
  const late = setTimeout(milliseconds, undefined, { signal: ending.signal, ref: false }).then(() => {
    throw new Unreachable(`it has not answered within ${milliseconds / 1000} seconds`, tryIt(context.name));
  });
  const connected = connect(context, repo, all);
  try {
    return await eachOf(places, 1, async (place) => {
      const answer = await orUnreachable(Promise.race([read(connected, place.listings), late]));
      return [place, answer instanceof Unreachable ? { unreachable: answer } : answer];
    });
  } finally {
    ending.abort();
    // They end with an error of their own then, which nobody waits for.
    for (const one of [late, connected]) one.catch(() => {});
  }
}

async function read(connected: Promise<Connection>, listings: readonly Listing[]): Promise<Answered> {
  const connection = await connected;
  const lists = await eachOf(listings, REQUESTS_AT_ONCE, (listing) => connection.list(listing));
  return { objects: lists.flat(), clockAhead: connection.clockAhead() };
}
