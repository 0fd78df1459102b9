/** How a branch becomes a pull request: by the API of the forge or, in GitLab's CI, by the push of the branch. */

import { forgeOf, gitlabCiOf, type Variables } from './access.ts';
import { ForgeError } from './api.ts';
import type { Forge, OpenProposal, Proposal } from './forge.ts';

export interface Proposed {
  readonly what: 'opened' | 'updated';
  readonly request: OpenProposal;
}

export interface Proposing {
  /** How many characters of a description are taken. */
  readonly longestBody: number;
  /** Options of the push. */
  pushOptions(proposal: Proposal): readonly string[];
  /** To be called after the push. Undefined where that has done it, and the server does not tell more. */
  afterPush(proposal: Proposal): Promise<Proposed | undefined>;
}

/** Undefined where nothing may be proposed with what the environment has. `repository` is host and path, as `repositoryName` gives it. */
export function proposingOn(repository: string, variables: Variables = process.env): Proposing | undefined {
  const forge = forgeOf(repository, variables);
  if (forge !== undefined) return byApi(forge);
  return gitlabCiOf(repository, variables) ? byPush : undefined;
}

function byApi(forge: Forge): Proposing {
  return {
    longestBody: forge.longestBody,
    pushOptions: () => [],
    afterPush: async (proposal) => {
      const open = await forge.findProposal(proposal);
      if (open !== undefined) return { what: 'updated', request: await forge.updateProposal(open, proposal) };
      try {
        return { what: 'opened', request: await forge.openProposal(proposal) };
      } catch (error) {
        // Somebody else who proposes the same may have opened it in between.
        const meanwhile = error instanceof ForgeError ? await forge.findProposal(proposal) : undefined;
        if (meanwhile === undefined) throw error;
        return { what: 'updated', request: await forge.updateProposal(meanwhile, proposal) };
      }
    },
  };
}

/**
 * GitLab's options of a push (docs.gitlab.com/topics/git/commit: push options for merge requests) open a merge request or update the one that
 * is open. They need no right but that to push, and the token of a job can ask for nothing else: the API of merge requests does not take it.
 */
const byPush: Proposing = {
  longestBody: 1000,
  pushOptions: ({ into, title, body }) => {
    const [first = ''] = body.split('\n');
    return [
      'merge_request.create',
      `merge_request.target=${into}`,
      `merge_request.title=${oneLine(title)}`,
      `merge_request.description=${oneLine(first.replace(/^#+ /, ''))}`,
      'merge_request.remove_source_branch',
    ];
  },
  afterPush: async () => undefined,
};

/** Git takes no option with a line feed in it. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
