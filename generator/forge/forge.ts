/** What is asked of the service that a repository is on, the same for each of them. */

/** `none`: nothing has been reported about the commit. */
export type Verdict = 'passed' | 'failed' | 'pending' | 'none';

export interface CommitVerdict {
  readonly verdict: Verdict;
  /** Names of the checks that failed or are pending. */
  readonly checks: readonly string[];
}

export interface Proposal {
  /** Names of branches. */
  readonly from: string;
  readonly into: string;
  readonly title: string;
  readonly body: string;
}

export interface OpenProposal {
  readonly number: number;
  /** For people. */
  readonly url: string;
}

/** Every method throws a ForgeError when the service answers with an error, or not at all. */
export interface Forge {
  /** How people call the service. */
  readonly name: string;
  /** How many characters of a description it takes. */
  readonly longestBody: number;
  /** What CI says about a commit, by its whole id. */
  verdict(commit: string): Promise<CommitVerdict>;
  /** The open pull request between the two branches. */
  findProposal(branches: Pick<Proposal, 'from' | 'into'>): Promise<OpenProposal | undefined>;
  openProposal(proposal: Proposal): Promise<OpenProposal>;
  updateProposal(open: OpenProposal, proposal: Proposal): Promise<OpenProposal>;
}

/** One check of a commit. */
export interface Check {
  readonly name: string;
  readonly state: Exclude<Verdict, 'none'>;
}

/** One that failed outweighs one that is pending, and that outweighs all that passed. */
export function verdictOf(checks: readonly Check[]): CommitVerdict {
  for (const verdict of ['failed', 'pending'] as const) {
    const found = checks.filter(({ state }) => state === verdict);
    if (found.length > 0) return { verdict, checks: found.map(({ name }) => name) };
  }
  return { verdict: checks.length === 0 ? 'none' : 'passed', checks: [] };
}
