/** What every step of a publication needs to know. */
import type { OpenProposal } from '../../forge/forge.ts';
import type { Server } from '../../git/remote/server.ts';
import type { Message } from '../../moves/publish/message.ts';
import type { OwnChanges } from '../../moves/publish/own-changes.ts';
import type { Begin } from '../../moves/publish/working-copy.ts';
import type { Plan } from '../../plan/plan.ts';
import type { DescribedFleet } from '../described-fleet.ts';
import type { GlobalOptions, Io } from '../io.ts';
import type { Made } from './generated-commit.ts';

export interface Publishing extends DescribedFleet {
  readonly options: GlobalOptions;
  readonly begin: Begin;
  readonly server: Server;
  readonly io: Io;
}

/** What `--format json` prints. */
export interface PublishReport {
  /** Whether anything was. */
  readonly published: boolean;
  readonly branch: string;
  /** Of what was pushed to the branch. */
  readonly commit?: string;
  /** Of what is proposed. */
  readonly tree?: string;
  readonly pullRequest: OpenProposal | null;
  readonly plan: Plan;
}

/** What could be pushed, on top of what the branch is now. */
export interface Candidate {
  /** The commit of the branch. */
  readonly head: string;
  readonly own: OwnChanges;
  readonly made: Made;
  /** Whether the branch has all of it already. */
  readonly isNothing: boolean;
  /** What the clusters get and lose. */
  readonly plan: Plan;
  readonly message: Message;
}
