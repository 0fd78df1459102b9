/** The server of a fleet's repository: reads and moves its refs, as the user of a clone may. */
import { resolve } from 'node:path';
import { Refusal } from '../../program/refusal.ts';
import { askGit } from '../git.ts';
import { gitPlace } from '../git-place.ts';
import { reasonOf } from '../why-not.ts';
import { repositoryName } from './address.ts';
import { type OwnGit, withOwnGit } from './own-git.ts';
import { type GitSetting, parseSettings, takenSettings } from './taken-settings.ts';

export interface ServerRequest {
  /** The folder of the fleet. */
  readonly repo: string;
  /** The address that the input gives. */
  readonly url: string;
  /** Name of the remote whose address is another one; undefined for the remote with the address of the fleet. */
  readonly remote: string | undefined;
}

export interface ServerRef {
  /** What the ref holds: a commit, or a tag with a message of its own. */
  readonly id: string;
  readonly commit: string;
}

export interface RefMove {
  readonly ref: string;
  /** What the ref holds until then; undefined when it is not there. The server refuses the move when that is not so. */
  readonly from: string | undefined;
  /** Undefined to delete it. */
  readonly to: string | undefined;
  /** What the server is told with the push. */
  readonly options?: readonly string[];
}

/** `moved` when the ref holds something else than it was said to; `refused` with what the server says. */
export type Pushed = { readonly what: 'done' } | { readonly what: 'moved' | 'refused'; readonly message: string };

export interface Server {
  /** How the clone calls it. */
  readonly name: string;
  /** Without a user and a token. */
  readonly address: string;
  readonly own: OwnGit;
  /** Those of the full refs that are there, with all that they lead to, which is in the clone afterwards. */
  fetch(refs: readonly string[]): Promise<ReadonlyMap<string, ServerRef>>;
  push(move: RefMove): Promise<Pushed>;
}

/** Throws a Refusal when there is no such remote, or no answer. */
export async function withServer<T>(request: ServerRequest, work: (server: Server) => Promise<T>): Promise<T> {
  const settings = await settingsOf(request.repo);
  const { name, address, pushAddress } = remoteOf(request, settings);
  const addresses = [
    { name: 'remote.fleet.url', value: fromAnywhere(request.repo, address) },
    ...(pushAddress === undefined
      ? []
      : [{ name: 'remote.fleet.pushurl', value: fromAnywhere(request.repo, pushAddress) }]),
  ];
  return withOwnGit(request.repo, [...takenSettings(settings), ...addresses], (own) =>
    work({
      name,
      address: shown(address),
      own,
      fetch: (refs) => fetchRefs(request.repo, { name, address: shown(address) }, own, refs),
      push: (move) => push(request.repo, name, own, move),
    }),
  );
}

async function settingsOf(repo: string): Promise<readonly GitSetting[]> {
  try {
    // Of this file alone: an included one may be anywhere.
    const [listing = ''] = await askGit(repo, ['config', '--local', '--no-includes', '--list', '--null']);
    return parseSettings(listing);
  } catch (error) {
    throw new Refusal(`Git refuses to work in ${repo}: ${reasonOf(error)}`, 2);
  }
}

interface Remote {
  readonly name: string;
  readonly address: string;
  readonly pushAddress?: string;
}

function remoteOf({ url, remote }: ServerRequest, settings: readonly GitSetting[]): Remote {
  const addresses = settings.flatMap(({ name, value }) => {
    const found = /^remote\.(.+)\.url$/s.exec(name)?.[1];
    return found === undefined ? [] : [{ name: found, address: value }];
  });
  const wanted = repositoryName(url);
  const isMeant = ({ name, address }: Remote): boolean =>
    remote === undefined ? repositoryName(address) === wanted : name === remote;
  const meant = addresses.filter(isMeant);
  const found = meant.find(({ name }) => name === 'origin') ?? meant[0];
  if (found === undefined) throw new Refusal(noRemote(url, remote, addresses), 2);
  const push = settings.find(({ name }) => name === `remote.${found.name}.pushurl`)?.value;
  if (push === undefined) return found;
  if (remote === undefined && repositoryName(push) !== wanted)
    throw new Refusal(
      `the remote ${found.name} is pushed to ${shown(push)}, which is not the repository of the fleet, ${url}\n  hint: name the remote with --remote if it is meant`,
      2,
    );
  return { ...found, pushAddress: push };
}

/** A relative path begins at the root of the clone, and Git is asked in another folder. */
function fromAnywhere(repo: string, address: string): string {
  return /^\.\.?\//.test(address) ? resolve(gitPlace(repo)?.root ?? repo, address) : address;
}

function noRemote(url: string, remote: string | undefined, known: readonly Remote[]): string {
  const names =
    known.length === 0 ? 'it has none' : known.map(({ name, address }) => `${name} is ${shown(address)}`).join(', ');
  if (remote !== undefined) return `this clone has no remote ${remote}: ${names}`;
  return `no remote of this clone is the repository of the fleet, ${url}: ${names}\n  hint: git remote add fleet ${url}, or name with --remote the one that leads there`;
}

/** Without what may be a token. */
function shown(address: string): string {
  return address.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1');
}

async function fetchRefs(
  repo: string,
  { name, address }: Pick<Server, 'name' | 'address'>,
  own: OwnGit,
  refs: readonly string[],
): Promise<ReadonlyMap<string, ServerRef>> {
  try {
    const listing = await own.git(['ls-remote', '--quiet', 'fleet', ...refs]);
    const there = new Set(listing.split('\n').map((line) => line.split('\t')[1]));
    const found = [...new Set(refs)].filter((ref) => there.has(ref));
    if (found.length === 0) return new Map();
    const wanted = found.map((ref) => `+${ref}:${fetched(ref)}`);
    await own.git(['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', 'fleet', ...wanted]);
    const ids = await own.git(['rev-parse', ...found.flatMap((ref) => [fetched(ref), `${fetched(ref)}^{commit}`])]);
    const lines = ids.split('\n');
    const all = found.map(
      (ref, index) => [ref, { id: lines[2 * index] ?? '', commit: lines[2 * index + 1] ?? '' }] as const,
    );
    for (const [ref, { commit }] of all) await remember(repo, name, ref, commit);
    return new Map(all);
  } catch (error) {
    throw new Refusal(
      `${address} cannot be asked: ${reasonOf(error)}\n  hint: check that the address is right and that you may read there, or name another remote with --remote`,
      2,
    );
  }
}

function fetched(ref: string): string {
  return `refs/fetched/${ref.slice('refs/'.length)}`;
}

/** Where the clone keeps what it knows of the server: a courtesy, that another ref of the clone may be in the way of. */
async function remember(repo: string, remote: string, ref: string, commit: string | undefined): Promise<void> {
  const branch = /^refs\/heads\/(.+)$/s.exec(ref)?.[1];
  if (branch === undefined) return;
  const tracking = `refs/remotes/${remote}/${branch}`;
  const update = commit === undefined ? ['update-ref', '-d', tracking] : ['update-ref', tracking, commit];
  await askGit(repo, update).catch(() => {});
}

async function push(
  repo: string,
  remote: string,
  own: OwnGit,
  { ref, from, to, options = [] }: RefMove,
): Promise<Pushed> {
  const lease = `--force-with-lease=${ref}:${from ?? ''}`;
  try {
    const told = options.map((option) => `--push-option=${option}`);
    await own.git(['push', '--porcelain', '--no-verify', ...told, lease, 'fleet', `${to ?? ''}:${ref}`]);
  } catch (error) {
    const report = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    const [, why = ''] = /^!\t.*\((.*)\)$/m.exec(report) ?? [];
    const message = [why, reasonOf(error)].filter((text) => text !== '').join('\n');
    return { what: LOST.test(why) ? 'moved' : 'refused', message };
  }
  await remember(repo, remote, ref, to);
  return { what: 'done' };
}

/** Before anything is sent, and when two are sent at the same time: in the words of Git's own server, and of others that say less. */
const LOST =
  /^(?:stale info|fetch first|non-fast-forward|remote ref updated since checkout|reference already exists|failed to update ref|incorrect old value provided|cannot lock ref .*)$/;
