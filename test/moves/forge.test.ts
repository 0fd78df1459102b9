/** The forges, against a server that answers as each of them documents. */
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { forgeOf } from '../../generator/forge/access.ts';
import { azure } from '../../generator/forge/azure.ts';
import type { Forge } from '../../generator/forge/forge.ts';
import { github } from '../../generator/forge/github.ts';
import { gitlab } from '../../generator/forge/gitlab.ts';
import { type Answers, listening, serving } from './forge-server.ts';

const ID = 'c0ffee';
const PROPOSAL = { from: 'lang-observatory/publish', into: 'main', title: 'Add cluster a', body: 'It is new.' };

interface Case {
  readonly make: (address: string) => Forge;
  /** What CI says, by verdict. */
  readonly verdicts: readonly (readonly [verdict: string, checks: readonly string[], answers: Answers])[];
  readonly none: Answers;
  readonly open: Answers;
  readonly found: { readonly number: number; readonly url: string };
  /** What is sent to open and to update. */
  readonly sent: readonly (readonly [asked: string, body: unknown])[];
}

const HUB = '/repos/acme/observability';
const runs = (...found: readonly (readonly [string, string, string | null])[]): Answers => ({
  [`GET ${HUB}/commits/${ID}/check-runs`]: {
    total_count: found.length,
    check_runs: found.map(([name, status, conclusion]) => ({ id: 1, name, status, conclusion })),
  },
});
const contexts = (...found: readonly (readonly [string, string])[]): Answers => ({
  [`GET ${HUB}/commits/${ID}/status`]: {
    state: 'pending',
    statuses: found.map(([context, state]) => ({ context, state, target_url: null })),
  },
});

const LAB = '/projects/acme%2Fplatform%2Fobservability';
const pipelines = (...found: readonly (readonly [number, string, string])[]): Answers => ({
  [`GET ${LAB}/pipelines`]: found.map(([id, ref, status]) => ({ id, ref, status, sha: ID, source: 'push' })),
});

const AZURE = '/acme/platform/_apis/git/repositories/observability';
const statuses = (...found: readonly (readonly [string, string])[]): Answers => ({
  [`GET ${AZURE}/commits/${ID}/statuses`]: {
    count: found.length,
    value: found.map(([name, state]) => ({ id: 1, state, context: { name, genre: 'ci' } })),
  },
});

const CASES: Readonly<Record<string, Case>> = {
  github: {
    make: (address) =>
      github({ name: 'GitHub', address, headers: { authorization: 'Bearer t' } }, 'acme/observability'),
    verdicts: [
      ['none', [], { ...runs(), ...contexts() }],
      [
        'passed',
        [],
        {
          ...runs(['check', 'completed', 'success'], ['docs', 'completed', 'skipped']),
          ...contexts(['ci', 'success']),
        },
      ],
      ['pending', ['check'], { ...runs(['check', 'in_progress', null]), ...contexts(['ci', 'success']) }],
      [
        'failed',
        ['check', 'ci'],
        { ...runs(['check', 'completed', 'timed_out'], ['docs', 'queued', null]), ...contexts(['ci', 'error']) },
      ],
    ],
    none: { [`GET ${HUB}/pulls`]: [], [`POST ${HUB}/pulls`]: { number: 7, html_url: 'https://github.com/p/7' } },
    open: {
      [`GET ${HUB}/pulls`]: [{ number: 7, html_url: 'https://github.com/p/7', title: 'old' }],
      [`PATCH ${HUB}/pulls/7`]: { number: 7, html_url: 'https://github.com/p/7' },
    },
    found: { number: 7, url: 'https://github.com/p/7' },
    sent: [
      [`GET ${HUB}/pulls?state=open&head=acme:lang-observatory/publish&base=main`, undefined],
      [`POST ${HUB}/pulls`, { title: 'Add cluster a', body: 'It is new.', head: PROPOSAL.from, base: 'main' }],
      [`PATCH ${HUB}/pulls/7`, { title: 'Add cluster a', body: 'It is new.' }],
    ],
  },
  gitlab: {
    make: (address) =>
      gitlab({ name: 'GitLab', address, headers: { 'private-token': 't' } }, 'acme/platform/observability'),
    verdicts: [
      ['none', [], pipelines([1, 'main', 'skipped'])],
      // The newest comes first, and replaces what failed earlier.
      ['passed', [], pipelines([2, 'main', 'success'], [1, 'main', 'failed'])],
      ['pending', ['pipeline of main'], pipelines([2, 'main', 'running'], [1, 'main', 'success'])],
      [
        'failed',
        ['pipeline of refs/merge-requests/1/head'],
        pipelines([2, 'main', 'success'], [1, 'refs/merge-requests/1/head', 'canceled']),
      ],
    ],
    none: {
      [`GET ${LAB}/merge_requests`]: [],
      [`POST ${LAB}/merge_requests`]: { iid: 7, web_url: 'https://gitlab.com/m/7' },
    },
    open: {
      [`GET ${LAB}/merge_requests`]: [{ iid: 7, web_url: 'https://gitlab.com/m/7' }],
      [`PUT ${LAB}/merge_requests/7`]: { iid: 7, web_url: 'https://gitlab.com/m/7' },
    },
    found: { number: 7, url: 'https://gitlab.com/m/7' },
    sent: [
      [
        `GET ${decodeURIComponent(LAB)}/merge_requests?state=opened&source_branch=lang-observatory/publish&target_branch=main`,
        undefined,
      ],
      [
        `POST ${decodeURIComponent(LAB)}/merge_requests`,
        {
          source_branch: PROPOSAL.from,
          target_branch: 'main',
          title: 'Add cluster a',
          description: 'It is new.',
          remove_source_branch: true,
        },
      ],
      [`PUT ${decodeURIComponent(LAB)}/merge_requests/7`, { title: 'Add cluster a', description: 'It is new.' }],
    ],
  },
  azure: {
    make: (address) =>
      azure(
        { name: 'Azure DevOps', address, headers: { authorization: 'Basic t' } },
        'acme/platform/_git/observability',
      ),
    verdicts: [
      ['none', [], statuses(['docs', 'notApplicable'])],
      ['passed', [], statuses(['check', 'succeeded'])],
      ['pending', ['ci/check'], statuses(['check', 'notSet'], ['docs', 'succeeded'])],
      ['failed', ['ci/check'], statuses(['check', 'error'], ['docs', 'pending'])],
    ],
    none: {
      [`GET ${AZURE}/pullrequests`]: { count: 0, value: [] },
      [`POST ${AZURE}/pullrequests`]: { pullRequestId: 7 },
    },
    open: {
      [`GET ${AZURE}/pullrequests`]: { count: 1, value: [{ pullRequestId: 7 }] },
      [`PATCH ${AZURE}/pullrequests/7`]: { pullRequestId: 7 },
    },
    found: { number: 7, url: 'ADDRESS/acme/platform/_git/observability/pullrequest/7' },
    sent: [
      [
        `GET ${AZURE}/pullrequests?api-version=7.1&searchCriteria.status=active&searchCriteria.sourceRefName=refs/heads/lang-observatory/publish&searchCriteria.targetRefName=refs/heads/main`,
        undefined,
      ],
      [
        `POST ${AZURE}/pullrequests?api-version=7.1`,
        {
          sourceRefName: 'refs/heads/lang-observatory/publish',
          targetRefName: 'refs/heads/main',
          title: 'Add cluster a',
          description: 'It is new.',
        },
      ],
      [`PATCH ${AZURE}/pullrequests/7?api-version=7.1`, { title: 'Add cluster a', description: 'It is new.' }],
    ],
  },
};

describe.each(Object.entries(CASES))('%s', (_, { make, verdicts, none, open, found, sent }) => {
  it('says what CI says about a commit', async () => {
    for (const [verdict, checks, answers] of verdicts) {
      const { address } = await serving(answers);
      expect(await make(address).verdict(ID)).toEqual({ verdict, checks });
    }
  });

  it('opens one pull request, and updates it', async () => {
    const first = await serving(none);
    const url = (address: string): string => found.url.replace('ADDRESS', address);
    expect(await make(first.address).findProposal(PROPOSAL)).toBeUndefined();
    expect(await make(first.address).openProposal(PROPOSAL)).toEqual({ ...found, url: url(first.address) });
    const later = await serving(open);
    const there = { ...found, url: url(later.address) };
    expect(await make(later.address).findProposal(PROPOSAL)).toEqual(there);
    expect(await make(later.address).updateProposal(there, PROPOSAL)).toEqual(there);
    const requests = [...first.requests, ...later.requests.slice(1)];
    expect(requests.map(({ asked, body }) => [asked, body])).toEqual(sent);
  });

  it('tells what it is answered instead', async () => {
    const { address } = await serving({});
    await expect(make(address).findProposal(PROPOSAL)).rejects.toThrow(/answers 404 to GET .*: Not Found$/);
    await expect(make('http://127.0.0.1:9').findProposal(PROPOSAL)).rejects.toThrow(
      /cannot be asked at http:\/\/127\.0\.0\.1:9: /,
    );
  });
});

it('reads every page of checks', async () => {
  const page = (from: number, count: number): Answers =>
    runs(...Array.from({ length: count }, (_, index) => [`c${from + index}`, 'completed', 'failure'] as const));
  const { address } = await serving({
    ...contexts(),
    [`GET ${HUB}/commits/${ID}/check-runs`]: (query: URLSearchParams) =>
      Object.values(query.get('page') === '1' ? page(0, 100) : page(100, 20))[0],
  });
  const { checks } = await github({ name: 'GitHub', address, headers: {} }, 'acme/observability').verdict(ID);
  expect(checks).toHaveLength(120);
});

describe('a token', () => {
  const names = [
    'github.com/a/b',
    'gitlab.com/a/b',
    'dev.azure.com/o/p/_git/r',
    'git.acme.io/a/b',
    'evil.example.com/a/b',
  ];
  const known = (variables: Readonly<Record<string, string>>): readonly string[] =>
    names.filter((name) => forgeOf(name, variables) !== undefined);

  it('is for the server that the environment names, and for no other', () => {
    expect(known({})).toEqual([]);
    expect(known({ GITHUB_TOKEN: 't' })).toEqual(['github.com/a/b']);
    expect(known({ GITHUB_TOKEN: 't', GITHUB_SERVER_URL: 'https://git.acme.io' })).toEqual(['git.acme.io/a/b']);
    expect(known({ GH_ENTERPRISE_TOKEN: 't', GH_HOST: 'git.acme.io' })).toEqual(['git.acme.io/a/b']);
    expect(known({ GITLAB_TOKEN: 't' })).toEqual(['gitlab.com/a/b']);
    expect(known({ GITLAB_TOKEN: 't', GITLAB_HOST: 'git.acme.io' })).toEqual(['git.acme.io/a/b']);
    expect(known({ AZURE_DEVOPS_EXT_PAT: 't' })).toEqual(['dev.azure.com/o/p/_git/r']);
    expect(known({ SYSTEM_ACCESSTOKEN: 't', SYSTEM_COLLECTIONURI: 'https://dev.azure.com/o/' })).toEqual([
      'dev.azure.com/o/p/_git/r',
    ]);
    expect(known({ SYSTEM_ACCESSTOKEN: 't', SYSTEM_COLLECTIONURI: 'https://o.visualstudio.com/' })).toEqual([
      'dev.azure.com/o/p/_git/r',
    ]);
  });

  it('is not sent on to where a server redirects', async () => {
    const elsewhere = await serving({});
    const server = createServer((_, response) => response.writeHead(302, { location: elsewhere.address }).end());
    const address = await listening(server);
    const api = { name: 'GitHub', address, headers: { authorization: 'Bearer t' } };
    await expect(github(api, 'a/b').findProposal(PROPOSAL)).rejects.toThrow('answers 302');
    expect(elsewhere.requests).toEqual([]);
  });
});
