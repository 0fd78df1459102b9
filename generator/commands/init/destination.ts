/** Where a new fleet goes: its folder in a Git repository, and how engines will reach that. */
import { gitUrl } from '../../fleet/schema/git-names.ts';
import { type Checkout, checkoutOf } from '../../git/checkout.ts';
import { gitPlace } from '../../git/git-place.ts';
import { Refusal } from '../../program/refusal.ts';

export interface Destination {
  /** Root of the Git repository, absolute: the folder of the fleet itself where there is no repository yet. */
  readonly root: string;
  /** The folder of the fleet in it; `.` for its root. */
  readonly path: string;
  readonly url: string;
  readonly branch: string;
  /** What the repository says of itself; undefined where there is none yet. */
  readonly checkout: Checkout | undefined;
}

interface Asked {
  readonly url?: string;
  readonly branch?: string;
}

/** Throws a Refusal when something is neither said nor told by a repository that is there. */
export async function destinationOf(folder: string, { url, branch }: Asked): Promise<Destination> {
  const place = gitPlace(folder);
  const checkout = place === undefined ? undefined : await checkoutOf(place.root);
  return {
    root: place?.root ?? folder,
    path: place?.path ?? '.',
    url: url === undefined ? originUrl(checkout) : inOneForm(url),
    branch: branch ?? currentBranch(checkout),
    checkout,
  };
}

/** In the form that `flux bootstrap` takes, too; what is no URL at all is told of where fleet.yaml says it. */
function inOneForm(url: string): string {
  return gitUrl.safeParse(url).data ?? url;
}

/** It is not repeated where it is refused: it may hold a password. */
function originUrl(checkout: Checkout | undefined): string {
  const origin = checkout?.origin;
  if (origin === undefined)
    throw new Refusal('init needs --url: the address of the Git repository that Argo CD or Flux will read', 2);
  const { data, error } = gitUrl.safeParse(origin);
  if (data === undefined)
    throw new Refusal(
      `the URL of the remote origin ${error?.issues[0]?.message}\n  hint: say with --url from where Argo CD or Flux will read the repository`,
      2,
    );
  return data;
}

function currentBranch(checkout: Checkout | undefined): string {
  if (checkout === undefined) return 'main';
  if (checkout.branch === undefined)
    throw new Refusal('no branch is checked out here\n  hint: say with --branch which one changes are merged into', 2);
  return checkout.branch;
}
