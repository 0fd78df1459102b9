/** Azure DevOps' REST API, version 7.1 (learn.microsoft.com/rest/api/azure/devops/git: statuses, pull-requests). */
import * as z from 'zod';
import { type Api, ask } from './api.ts';
import { type Check, type Forge, type OpenProposal, verdictOf } from './forge.ts';

const VERSION = { 'api-version': '7.1' };

const statuses = z.object({
  value: z.array(
    z.object({ state: z.string().optional(), context: z.object({ name: z.string(), genre: z.string().nullish() }) }),
  ),
});
const request = z.object({ pullRequestId: z.number() });

/**
 * `path` is `organisation/project/_git/repository`, or with more folders in front on a server of a company's own. Azure DevOps leaves out a
 * project with the name of the repository.
 */
export function azure(api: Api, path: string): Forge {
  const [project = '', name = ''] = path.split(/\/_git\//);
  const repository = `/${project.includes('/') ? project : `${project}/${name}`}/_apis/git/repositories/${name}`;
  const requests = `${repository}/pullrequests`;
  const told = ({ pullRequestId }: z.output<typeof request>): OpenProposal => ({
    number: pullRequestId,
    url: `${api.address}/${path}/pullrequest/${pullRequestId}`,
  });
  return {
    name: api.name,
    longestBody: 4000,
    verdict: async (commit) => {
      const query = { ...VERSION, latestOnly: 'true', top: '1000' };
      const asked = { method: 'GET', path: `${repository}/commits/${commit}/statuses`, query } as const;
      return verdictOf((await ask(api, asked, statuses)).value.flatMap(checkOf));
    },
    findProposal: async ({ from, into }) => {
      const query = {
        ...VERSION,
        'searchCriteria.status': 'active',
        'searchCriteria.sourceRefName': `refs/heads/${from}`,
        'searchCriteria.targetRefName': `refs/heads/${into}`,
      };
      const answer = await ask(api, { method: 'GET', path: requests, query }, z.object({ value: z.array(request) }));
      const [open] = answer.value;
      return open === undefined ? undefined : told(open);
    },
    openProposal: async ({ from, into, title, body }) => {
      const refs = { sourceRefName: `refs/heads/${from}`, targetRefName: `refs/heads/${into}` };
      const sent = { ...refs, title, description: body };
      return told(await ask(api, { method: 'POST', path: requests, query: VERSION, body: sent }, request));
    },
    updateProposal: async ({ number }, { title, body }) => {
      const sent = { title, description: body };
      const question = { method: 'PATCH', path: `${requests}/${number}`, query: VERSION, body: sent } as const;
      return told(await ask(api, question, request));
    },
  };
}

function checkOf({ state = 'notSet', context }: z.output<typeof statuses>['value'][number]): readonly Check[] {
  const name = [context.genre, context.name].filter((part) => part != null && part !== '').join('/');
  if (state === 'notApplicable') return [];
  if (state === 'succeeded') return [{ name, state: 'passed' }];
  return [{ name, state: state === 'pending' || state === 'notSet' ? 'pending' : 'failed' }];
}
