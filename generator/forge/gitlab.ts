/** GitLab's REST API, version 4 (docs.gitlab.com/api: pipelines, merge_requests). */
import * as z from 'zod';
import { type Api, ask } from './api.ts';
import { type Check, type Forge, verdictOf } from './forge.ts';

const pipelines = z.array(z.object({ id: z.number(), ref: z.string(), status: z.string() }));
const request = z.object({ iid: z.number(), web_url: z.string() });

const FAILED = new Set(['failed', 'canceled', 'canceling']);

/** `path` is that of the project with its groups. */
export function gitlab(api: Api, path: string): Forge {
  const project = `/projects/${encodeURIComponent(path)}`;
  const requests = `${project}/merge_requests`;
  return {
    name: api.name,
    longestBody: 1_048_576,
    verdict: async (commit) => {
      const query = { sha: commit, order_by: 'id', sort: 'desc', per_page: '100' };
      const found = await ask(api, { method: 'GET', path: `${project}/pipelines`, query }, pipelines);
      return verdictOf(newestOfEachRef(found));
    },
    findProposal: async ({ from, into }) => {
      const query = { state: 'opened', source_branch: from, target_branch: into };
      const [open] = await ask(api, { method: 'GET', path: requests, query }, z.array(request));
      return open === undefined ? undefined : told(open);
    },
    openProposal: async ({ from, into, title, body }) => {
      const sent = { source_branch: from, target_branch: into, title, description: body, remove_source_branch: true };
      return told(await ask(api, { method: 'POST', path: requests, body: sent }, request));
    },
    updateProposal: async ({ number }, { title, body }) => {
      const question = { method: 'PUT', path: `${requests}/${number}`, body: { title, description: body } } as const;
      return told(await ask(api, question, request));
    },
  };
}

function told({ iid, web_url }: z.output<typeof request>): { readonly number: number; readonly url: string } {
  return { number: iid, url: web_url };
}

/** One that was run again replaces the earlier; one that was skipped says nothing. */
function newestOfEachRef(found: z.output<typeof pipelines>): readonly Check[] {
  const newest = new Map([...found].reverse().map((pipeline) => [pipeline.ref, pipeline]));
  return [...newest.values()].flatMap(({ ref, status }): readonly Check[] => {
    const name = `pipeline of ${ref}`;
    if (status === 'skipped') return [];
    if (status === 'success') return [{ name, state: 'passed' }];
    return [{ name, state: FAILED.has(status) ? 'failed' : 'pending' }];
  });
}
