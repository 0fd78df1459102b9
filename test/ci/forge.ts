/**
 * A forge with one repository on loopback: Git's own server with accounts and a branch that can be protected, and as much of each
 * vendor's pull requests as a pipeline asks for. Whoever comes without a token sees nothing.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { inTemporaryFolder } from '../temporary-folder.ts';

export const TOKENS = { bot: 'token-of-the-bot', person: 'token-of-a-person' } as const;

export interface Forge {
  /** Address of the repository. */
  readonly url: string;
  /** The repository itself. */
  readonly folder: string;
  /** A folder with GitHub's program. */
  readonly programs: string;
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

const AZURE = '/project/_apis/git/repositories/fleet/pullrequests?api-version=7.1';

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

/** GitHub's program: pull requests, of which GitHub refuses a second one from the same branch, and comments. */
function gh(requests: string, comment: string): string {
  return `#!/bin/sh
set -eu
test -n "$GH_TOKEN"
case "$1 $2" in
  'pr list') test "$3 $5 $6" = "--head --base main"; grep -cx "refs/heads/$4" '${requests}' || true ;;
  'pr create') test "$3 $5 $6" = "--head --base main"; ! grep -qx "refs/heads/$4" '${requests}'; echo "refs/heads/$4" >> '${requests}' ;;
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
    mkdirSync(programs);
    writeFileSync(requests, '');
    writeProgram(join(folder, 'hooks/update'), UPDATE);
    writeProgram(join(folder, 'hooks/post-receive'), POST_RECEIVE);
    writeProgram(join(programs, 'gh'), gh(requests, comment));
    const server = createServer((request, response) => {
      const account = accountOf(request);
      if (account === undefined) response.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' }).end();
      else if (request.url?.startsWith(AZURE) === true) azure(request, response, requests);
      else serveGit(root, account, request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    try {
      return await work({
        url: `http://127.0.0.1:${port}/fleet.git`,
        folder,
        programs,
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

function azure(request: IncomingMessage, response: ServerResponse, requests: string): void {
  const answer = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  if (request.method === 'GET') {
    const { searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    const source = searchParams.get('searchCriteria.sourceRefName') ?? '';
    const open = lines(requests).filter((ref) => ref === source);
    answer(200, { count: open.length, value: open });
    return;
  }
  let text = '';
  request.on('data', (chunk) => {
    text += chunk;
  });
  request.on('end', () => {
    const { sourceRefName, targetRefName, title } = JSON.parse(text);
    if (lines(requests).includes(sourceRefName)) return answer(409, { message: 'TF401179: it is open already' });
    if (targetRefName !== 'refs/heads/main' || title === undefined) return answer(400, {});
    writeFileSync(requests, `${sourceRefName}\n`, { flag: 'a' });
    answer(201, {});
  });
}

/** Git's server speaks CGI. */
function serveGit(root: string, account: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '', 'http://127.0.0.1');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
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
