/**
 * `docs/life-of-a-fleet.md`, run from top to bottom: with the program that the repository carries, as a team has it, and a real Git server. What the
 * commands print is what the page shows. `UPDATE_TRANSCRIPTS=1` writes it.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packRunningProgram } from '../generator/package/pack.ts';
import { programPath } from '../generator/program/child-environment.ts';
import { programFolder } from '../generator/program/program-folder.ts';
import { toolCache } from '../generator/validate/tool-cache.ts';
import { gitHttpServer } from './moves/git-http-server.ts';
import { otherVersion } from './package/other-version.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const PAGE = join(programFolder(), 'docs/life-of-a-fleet.md');
const MOST_LINES = 12;

/** Before somebody has the repository, npm fetches the program: here it is the one that runs. */
const BEGIN = 'npx lang-observatory-gitops ';
const RUNNING = `'${process.execPath}' --import '${join(programFolder(), 'node_modules/tsx/dist/loader.mjs')}' '${join(programFolder(), 'generator/main.ts')}' `;

const TITLE = (text: string): string => text.replaceAll('"LLM overview"', '"LLM at a glance"');

interface Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

it('the life of a fleet goes as its page shows', () =>
  inTemporaryFolder(async (folder) => {
    const server = await gitHttpServer(folder);
    try {
      const place = { folder, env: environment(folder, server.address) };
      await prepare(place);
      const { page, cwd } = await played(place, readFileSync(PAGE, 'utf8'));
      if (process.env.UPDATE_TRANSCRIPTS === '1') writeFileSync(PAGE, page);
      expect(readFileSync(PAGE, 'utf8')).toBe(page);
      // At the end everything is published, and every wave is there.
      expect(
        await shell({ ...place, folder: cwd }, 'git status --porcelain && git fetch --quiet && git diff origin/main'),
      ).toBe('');
      expect(await shell({ ...place, folder: cwd }, 'npx lang-observatory check')).toMatch(/^up to date: \d+ files$/);
    } finally {
      await server.close();
    }
  }));

function environment(folder: string, address: string): Place['env'] {
  return {
    HOME: join(folder, 'home'),
    // Without the programs of this repository, which npm puts in front.
    PATH: programPath(),
    LANG_OBSERVATORY_CACHE: toolCache(),
    // Nobody answers there.
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
    GIT_CONFIG_NOSYSTEM: '1',
    SERVER: address,
  };
}

/** The server with an empty repository, somebody who may push to it, and a newer version of the program. */
async function prepare({ folder, env }: Place): Promise<void> {
  mkdirSync(join(folder, 'home'));
  const address = (env.SERVER ?? '').replace('//', '//ada:secret@');
  writeFileSync(
    join(folder, 'home/.gitconfig'),
    `[user]\n\tname = Ada\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n[url "${address}/"]\n\tinsteadOf = https://git.example.com/acme/\n`,
  );
  await shell(
    { folder, env },
    'git init --quiet --bare observability.git && git -C observability.git config http.receivepack true',
  );
  const newer = await otherVersion(await packRunningProgram(), { version: '9.1.0' }, [[/^dist\/.*\.js$/, TITLE]]);
  writeFileSync(join(folder, 'lang-observatory-gitops-9.1.0.tgz'), newer);
}

/** The page with what its commands print now, and the folder that they end in. Throws when one fails. */
async function played(place: Place, page: string): Promise<{ readonly page: string; readonly cwd: string }> {
  const ids = new Map<string, string>();
  let cwd = place.folder;
  let text = '';
  for (const part of page.split(/(?<=^```console\n)|(?=^```$)/m)) {
    if (!part.startsWith('$ ')) {
      text += part;
      continue;
    }
    for (const line of part.split('\n').filter((one) => one.startsWith('$ '))) {
      const command = line.slice(2).replace(BEGIN, RUNNING);
      const printed = await shell({ ...place, folder: cwd }, `${command}\npwd > '${place.folder}/pwd'\n`);
      cwd = readFileSync(join(place.folder, 'pwd'), 'utf8').trim();
      const shown = withStableIds(printed, ids).replaceAll(place.folder, '/home/ada');
      text += `${line}\n${cut(shown)}`;
    }
  }
  return { page: text, cwd };
}

function cut(printed: string): string {
  const lines = printed === '' ? [] : printed.split('\n');
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), '…'] : lines;
  return shown.map((line) => `${line}\n`).join('');
}

/** Ids of commits are others in each run: the first that is printed is always called the same, and so on. */
function withStableIds(printed: string, ids: Map<string, string>): string {
  return printed.replaceAll(/\b[0-9a-f]{12}\b/g, (id) => {
    const known = ids.get(id) ?? STABLE_IDS[ids.size];
    if (known === undefined) throw new Error('the page shows more commits than there are names for them');
    ids.set(id, known);
    return known;
  });
}

const STABLE_IDS = [
  ...['5b1e0f2a7c11', '3e3bbac9c4ad', '9d41c7de0a52', 'c07f5e9b1d36', '71ab24e8f0c9', 'e2960d4bb7a3'],
  ...['48cd9f130e7b', 'a615be72d94f', '0f83d1c6e52a', 'd9247ab05ce8', '6be01f94a3d7', 'b35c8e07f162'],
];

/** What it prints, errors too. Rejects when it fails. */
function shell({ folder, env }: Place, script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-e', '-o', 'pipefail'], { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        printed += chunk;
      });
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(printed.trimEnd()) : reject(new Error(`${script}\n${printed}`))));
    child.stdin.end(script);
  });
}
