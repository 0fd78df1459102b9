/**
 * A forge with one repository on loopback: Git's own server with accounts and a branch that can be protected, and as much of each
 * vendor's pull requests as a pipeline asks for. Whoever comes without a token sees nothing.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Ci } from '../../generator/commands/init/ci.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

/** A job that was given nothing may read. */
export const TOKENS = { bot: 'token-of-the-bot', person: 'token-of-a-person', reader: 'token-of-a-reader' } as const;

export interface Forge {
  /** Address of the server, without a slash at its end. */
  readonly address: string;
  /** Addresses of the repository, in the form of each vendor. */
  readonly urls: Readonly<Record<Ci, string>>;
  /** The repository itself. */
  readonly folder: string;
  /** A folder with GitHub's program, and Git, which notes its arguments. */
  readonly programs: string;
  /** With which Git was started. */
  arguments(): string;
  git(...argv: readonly string[]): string;
  /** Lets nobody but people push to main. */
  protect(): void;
  /** Moves main to a branch while the next push to main is under way. */
  race(branch: string): void;
  /** Pull requests that were opened, as their source branches. */
  requests(): readonly string[];
  /** The comment on the pull request; a second one is refused. */
  comment(): string | undefined;
}

/** Before a push is taken: the branch is moved by somebody else, or protected. */
const UPDATE = `#!/bin/sh
if [ "$1" != refs/heads/main ]; then exit 0; fi
if [ -f race ]; then branch=$(cat race); rm race; git update-ref refs/heads/main "refs/heads/$branch"; fi
if [ -f protected ] && [ "$REMOTE_USER" != person ]; then echo 'main is protected' >&2; exit 1; fi
`;

/** GitLab opens a merge request for a push that asks for one, unless one is open. */
const POST_RECEIVE = `#!/bin/sh
read -r old new ref
option=0
while [ "$option" -lt "\${GIT_PUSH_OPTION_COUNT:-0}" ]; do
  eval "text=\\$GIT_PUSH_OPTION_$option"
  if [ "$text" = merge_request.create ] && ! grep -qx "$ref" requests; then echo "$ref" >> requests; fi
  option=$((option + 1))
done
`;

/** GitHub's program, as far as a comment needs it. */
function gh(comment: string): string {
  return `#!/bin/sh
set -eu
test -n "$GH_TOKEN"
case "$1 $2" in
  'api --paginate') test "$3" = repos/acme/fleet/issues/1/comments; if [ -f '${comment}' ]; then echo 7; fi ;;
  'api --silent')
    if [ -f '${comment}' ]; then test "$4 $5" = 'PATCH repos/acme/fleet/issues/comments/7'
    else test "$4 $5" = 'POST repos/acme/fleet/issues/1/comments'; fi
    cp "\${7#body=@}" '${comment}' ;;
  *) exit 2 ;;
esac
`;
}

function writeProgram(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}

export function withForge<T>(work: (forge: Forge) => Promise<T>): Promise<T> {
  return inTemporaryFolder(async (root) => {
    const folder = join(root, 'fleet.git');
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', folder]);
    const git = (...argv: readonly string[]): string =>
      execFileSync('git', argv, { cwd: folder, encoding: 'utf8' }).trim();
    for (const setting of ['http.receivepack', 'receive.advertisePushOptions']) git('config', setting, 'true');
    const requests = join(folder, 'requests');
    const programs = join(root, 'programs');
    const comment = join(root, 'comment');
    const noted = join(root, 'arguments');
    mkdirSync(programs);
    writeFileSync(noted, '');
    writeFileSync(requests, '');
    writeProgram(join(folder, 'hooks/update'), UPDATE);
    writeProgram(join(folder, 'hooks/post-receive'), POST_RECEIVE);
    writeProgram(join(programs, 'gh'), gh(comment));
    const program = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
    writeProgram(join(programs, 'git'), `#!/bin/sh\nprintf '%s\\n' "$*" >> '${noted}'\nexec '${program}' "$@"\n`);
    const server = createServer((request, response) => {
      const account = accountOf(request);
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
      const api = [...APIS].find(([start]) => pathname.startsWith(start))?.[1];
      if (account === undefined) response.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' }).end();
      else if (api !== undefined)
        api(request, searchParams, requests).then(([status, body]) =>
          response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
        );
      else serveGit(root, account, request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    try {
      return await work({
        address: `http://127.0.0.1:${port}`,
        urls: {
          github: `http://127.0.0.1:${port}/acme/fleet`,
          gitlab: `http://127.0.0.1:${port}/acme/fleet.git`,
          azure: `http://127.0.0.1:${port}/acme/project/_git/fleet`,
        },
        folder,
        programs,
        arguments: () => readFileSync(noted, 'utf8'),
        git,
        protect: () => writeFileSync(join(folder, 'protected'), ''),
        race: (branch) => writeFileSync(join(folder, 'race'), branch),
        requests: () => lines(requests),
        comment: () => (existsSync(comment) ? readFileSync(comment, 'utf8') : undefined),
      });
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
}

function lines(path: string): readonly string[] {
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
}

/** Whose token a request has: as Git sends it, or as a client of the API. */
function accountOf({ headers }: IncomingMessage): string | undefined {
  const [, kind, sent = ''] = /^(Basic|Bearer) (.*)$/.exec(headers.authorization ?? '') ?? [];
  const token = kind === 'Basic' ? Buffer.from(sent, 'base64').toString().replace(/^.*?:/, '') : sent;
  return Object.entries(TOKENS).find(([, known]) => known === token)?.[0];
}

type Reply = readonly [status: number, body: unknown];

/** As a forge answers, whose requests are in a file. */
type Api = (request: IncomingMessage, query: URLSearchParams, requests: string) => Promise<Reply>;

const githubApi: Api = async (request, query, requests) => {
  const pull = { number: 7, html_url: 'https://github.com/acme/fleet/pull/7' };
  const source = (query.get('head') ?? '').replace('acme:', 'refs/heads/');
  if (request.method === 'GET') return [200, lines(requests).includes(source) ? [pull] : []];
  const { head, base, title } = await bodyOf(request);
  if (title === undefined) return [422, {}];
  if (request.method === 'PATCH') return [200, pull];
  return base === 'main' && open(requests, `refs/heads/${head}`)
    ? [201, pull]
    : [422, { message: 'A pull request already exists' }];
};

const azureApi: Api = async (request, query, requests) => {
  const pull = { pullRequestId: 7 };
  const source = query.get('searchCriteria.sourceRefName') ?? '';
  if (query.get('api-version') !== '7.1') return [400, {}];
  if (request.method === 'GET') return [200, { value: lines(requests).includes(source) ? [pull] : [] }];
  const { sourceRefName = '', targetRefName, title } = await bodyOf(request);
  if (title === undefined) return [400, {}];
  if (request.method === 'PATCH') return [200, pull];
  return targetRefName === 'refs/heads/main' && open(requests, sourceRefName)
    ? [201, pull]
    : [409, { message: 'TF401179: it is open already' }];
};

/** By where they are, below the address of the server. */
const APIS: ReadonlyMap<string, Api> = new Map([
  ['/api/v3/repos/acme/fleet/pulls', githubApi],
  ['/acme/project/_apis/git/repositories/fleet/pullrequests', azureApi],
]);

/** False when there is one from the branch. */
function open(requests: string, ref: string): boolean {
  if (lines(requests).includes(ref)) return false;
  writeFileSync(requests, `${ref}\n`, { flag: 'a' });
  return true;
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, string | undefined>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

/** Git's server speaks CGI. */
function serveGit(root: string, account: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
  if (account === 'reader' && /receive-pack/.test(`${pathname}${searchParams}`)) {
    response.writeHead(403).end();
    return;
  }
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname.replace(/^\/acme\/(?:project\/_git\/)?fleet(?:\.git)?\//, '/fleet.git/'),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      REMOTE_USER: account,
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    const headers = new Map(
      answer
        .toString('latin1', 0, end)
        .split('\r\n')
        .map((line) => {
          const [, name = '', value = ''] = /^([^:]*): (.*)$/.exec(line) ?? [];
          return [name.toLowerCase(), value] as const;
        }),
    );
    const status = Number(headers.get('status')?.slice(0, 3) ?? 200);
    headers.delete('status');
    response.writeHead(status, Object.fromEntries(headers)).end(answer.subarray(end + 4));
  });
}
