/** GitHub's REST API (docs.github.com/rest: commits/statuses, checks/runs, pulls/pulls). */
import * as z from 'zod';
import { type Api, ask } from './api.ts';
import { type Check, type Forge, verdictOf } from './forge.ts';

const PAGE = 100;

const checkRuns = z.object({
  check_runs: z.array(z.object({ name: z.string(), status: z.string(), conclusion: z.string().nullable() })),
});
const statuses = z.object({ statuses: z.array(z.object({ context: z.string(), state: z.string() })) });
const pull = z.object({ number: z.number(), html_url: z.string() });

const PASSED = new Set(['success', 'neutral', 'skipped']);

/** `path` is `owner/name`. */
export function github(api: Api, path: string): Forge {
  const repository = `/repos/${path}`;
  const [owner = ''] = path.split('/');
  return {
    name: api.name,
    longestBody: 65_536,
    verdict: async (commit) => {
      const at = `${repository}/commits/${commit}`;
      return verdictOf([...(await runsOf(api, at)), ...(await statusesOf(api, at))]);
    },
    findProposal: async ({ from, into }) => {
      const query = { state: 'open', head: `${owner}:${from}`, base: into };
      const [open] = await ask(api, { method: 'GET', path: `${repository}/pulls`, query }, z.array(pull));
      return open === undefined ? undefined : told(open);
    },
    openProposal: async ({ from, into, title, body }) => {
      const sent = { title, body, head: from, base: into };
      return told(await ask(api, { method: 'POST', path: `${repository}/pulls`, body: sent }, pull));
    },
    updateProposal: async ({ number }, { title, body }) => {
      const question = { method: 'PATCH', path: `${repository}/pulls/${number}`, body: { title, body } } as const;
      return told(await ask(api, question, pull));
    },
  };
}

function told({ number, html_url }: z.output<typeof pull>): { readonly number: number; readonly url: string } {
  return { number, url: html_url };
}

async function runsOf(api: Api, at: string): Promise<readonly Check[]> {
  const found = await allPages(async (query) => {
    const answer = await ask(api, { method: 'GET', path: `${at}/check-runs`, query }, checkRuns);
    return answer.check_runs;
  });
  return found.map(({ name, status, conclusion }) => {
    if (status !== 'completed') return { name, state: 'pending' };
    return { name, state: PASSED.has(conclusion ?? '') ? 'passed' : 'failed' };
  });
}

async function statusesOf(api: Api, at: string): Promise<readonly Check[]> {
  const found = await allPages(async (query) => {
    const answer = await ask(api, { method: 'GET', path: `${at}/status`, query }, statuses);
    return answer.statuses;
  });
  return found.map(({ context, state }) => ({
    name: context,
    state: state === 'success' ? 'passed' : state === 'pending' ? 'pending' : 'failed',
  }));
}

async function allPages<T>(
  ofPage: (query: Readonly<Record<string, string>>) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let page = 1; ; page += 1) {
    const found = await ofPage({ per_page: `${PAGE}`, page: `${page}` });
    all.push(...found);
    if (found.length < PAGE) return all;
  }
}
