/** Reads many clusters: some at a time, each with an end of its own, so that one that does not answer holds up no other. */
import { setTimeout } from 'node:timers/promises';
import type { JsonObject } from '../../data/json.ts';
import { eachOf } from '../each-of.ts';
import type { Listing } from '../resource.ts';
import { type Connection, connect } from './connection.ts';
import type { KubeContext } from './kubeconfig.ts';
import { tryIt, Unreachable } from './unreachable.ts';

/** How long a cluster may take, with its credential plugin. */
const MILLISECONDS = 30_000;

/** Clusters that are asked at the same time. */
const AT_ONCE = 16;

/** Requests to one cluster at the same time. */
const REQUESTS_AT_ONCE = 6;

export type Gathered = { readonly objects: readonly JsonObject[] } | { readonly unreachable: Unreachable };

export interface Place {
  readonly context: KubeContext;
  readonly listings: readonly Listing[];
}

/** In the order of the places. */
export function gatherAll(
  places: readonly Place[],
  repo: string,
  { milliseconds = MILLISECONDS, signal }: Ending = {},
): Promise<readonly Gathered[]> {
  return eachOf(places, AT_ONCE, (place) => gather(place, repo, { milliseconds, signal }));
}

export interface Ending {
  /** How long a cluster may take. */
  readonly milliseconds?: number;
  /** Ends it all. */
  readonly signal?: AbortSignal | undefined;
}

async function gather(
  { context, listings }: Place,
  repo: string,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal: AbortSignal | undefined },
): Promise<Gathered> {
  const ending = new AbortController();
  const all = signal === undefined ? ending.signal : AbortSignal.any([ending.signal, signal]);
  const late = setTimeout(milliseconds, undefined, { signal: ending.signal, ref: false }).then(() => {
    throw new Unreachable(`it has not answered within ${milliseconds / 1000} seconds`, tryIt(context.name));
  });
  try {
    return await Promise.race([read(context, listings, repo, all), late]);
  } catch (error) {
    if (error instanceof Unreachable) return { unreachable: error };
    throw error;
  } finally {
    ending.abort();
    // It ends with an error of its own then, which nobody waits for.
    late.catch(() => {});
  }
}

async function read(
  context: KubeContext,
  listings: readonly Listing[],
  repo: string,
  signal: AbortSignal,
): Promise<Gathered> {
  const connection: Connection = await connect(context, repo, signal);
  const lists = await eachOf(listings, REQUESTS_AT_ONCE, (listing) => connection.list(listing));
  return { objects: lists.flat() };
}
