/** What a team gets: a fresh clone of what `init` makes, on a machine that has neither this program nor a registry. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { programPath } from '../../generator/program/child-environment.ts';
import { toolCache } from '../../generator/validate/tool-cache.ts';
import { commandLine } from '../commands/command-line.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

it('a fresh clone installs, generates, validates and adds a cluster, with an empty home and no registry', () =>
  inTemporaryFolder(async (folder) => {
    const init = ['init', 'origin', '--url', 'https://example.com/fleet.git', '--cluster', 'hub'];
    expect(await commandLine(folder, ...init)).toMatchObject({ exitCode: 0 });
    mkdirSync(join(folder, 'home'));
    const environment = {
      HOME: join(folder, 'home'),
      // Without the programs of this repository, which npm puts in front.
      PATH: programPath(),
      // Go could not fetch its modules either: the tools are those of a cache, as in CI.
      LANG_OBSERVATORY_CACHE: toolCache(),
      // Nobody answers there.
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_fetch_retries: '0',
    };
    const run = (place: string, command: string): string =>
      execFileSync('bash', ['-ec', command], {
        cwd: join(folder, place),
        encoding: 'utf8',
        env: environment,
        stdio: 'pipe',
      });
    const commit = "git add -A && git -c user.name=Ada -c user.email=ada@example.com commit --quiet --message 'Change'";

    run('origin', commit);
    run('.', 'git clone --quiet origin clone');
    expect(existsSync(join(folder, 'clone/node_modules'))).toBe(false);
    run('clone', 'npm ci');
    expect(readdirSync(join(folder, 'clone/node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'lang-observatory-gitops',
    ]);
    expect(run('clone', 'npm run generate')).toMatch(/\nnothing changed: all \d+ generated files are up to date\n/);
    expect(run('clone', 'npm run validate')).toMatch(/\nvalid: \d+ builds, \d+ objects, /);
    expect(run('clone', 'npm run check')).toMatch(/\nup to date: \d+ files\n$/);
    expect(run('clone', 'git status --porcelain')).toBe('');
    const cluster = '--environment prod --engine flux --provider aws --region eu-west-1';
    expect(run('clone', `npx lang-observatory add cluster eu-1 ${cluster}`)).toMatch(
      /^wrote clusters\/eu-1\/cluster\.yaml\n[\s\S]*\nvalid: /,
    );
    run('clone', commit);
    expect(run('clone', 'npm run check')).toMatch(/\nup to date: \d+ files\n$/);

    // The next repository can be started from this one.
    run('clone', 'npx lang-observatory init ../next --url https://example.com/next.git');
    run('next', 'npm ci && npm run check');
  }));
