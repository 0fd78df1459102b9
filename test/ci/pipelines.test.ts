/** The pipelines that `init` writes, as the forges read them. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CIS, type Ci, COMMITS, ciOfAddress } from '../../generator/commands/init/ci.ts';
import { ciFiles } from '../../generator/commands/init/ci-files.ts';
import { pipelineName, pipelinePath } from '../../generator/commands/init/pipeline-names.ts';
import type { Starter } from '../../generator/commands/init/starter.ts';
import { isObject } from '../../generator/data/json.ts';
import { refusedByGit } from '../../generator/fleet/schema/git-refs.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import { lint } from './linters.ts';
import { STARTER } from './starter.ts';

const PATHS = ['.', 'platform/observability'] as const;

/** Names that Git accepts, and that a shell, YAML or an expression would take for more. */
const BRANCHES = [
  'release/1.0+hotfix',
  '!main',
  '1.0',
  'true',
  '#1',
  '$(id)',
  '`id`',
  '$HOME',
  `a'b`,
  'a"b',
  `a'b"c/d`,
  'a;b&c|d',
  '%PATH%',
  'größe',
] as const;

function textsOf(ci: Ci, changes: Partial<Starter>): ReadonlyMap<string, string> {
  return ciFiles({ ...STARTER, ci, ...changes });
}

/** The pipeline itself. */
function pipelineOf(ci: Ci, changes: Partial<Starter> = {}): string {
  return textsOf(ci, changes).get(pipelinePath(ci, { ...STARTER, ...changes })) ?? '';
}

/** Every text below the keys that hold lines of a shell. */
function scripts(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(scripts);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    ['run', 'script', 'before_script', 'after_script', 'bash'].includes(key)
      ? [below].flat().map(String)
      : scripts(below),
  );
}

describe.each(CIS)('a pipeline of %s', (ci) => {
  it('is what its forge accepts, with every choice, in a folder too, and for any branch', () =>
    inTemporaryFolder(async (folder) => {
      const choices = [
        ...COMMITS.flatMap((commit) => PATHS.map((path): Partial<Starter> => ({ commit, path }))),
        ...BRANCHES.map((branch): Partial<Starter> => ({ branch })),
      ];
      const files = choices.map((choice, index) => {
        const path = join(folder, `${index}.yaml`);
        writeFileSync(path, pipelineOf(ci, choice));
        return path;
      });
      expect(await lint(ci, files)).toBe('');
    }));

  it('would be told of what is wrong in it', () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'wrong.yaml');
      const text = pipelineOf(ci);
      const wrong = { github: 'runs-on', gitlab: 'resource_group', azure: 'cacheHitVar' }[ci];
      writeFileSync(path, text.replaceAll(wrong, `${wrong}s`));
      expect(await lint(ci, [path])).not.toBe('');
    }));

  it('has scripts that a POSIX shell can read, and that are the same for every branch', () => {
    for (const commit of COMMITS) {
      const lines = scripts(parse(pipelineOf(ci, { commit })));
      expect(lines.length).toBeGreaterThanOrEqual(3);
      for (const script of lines) execFileSync('dash', ['-n'], { input: script });
      for (const branch of BRANCHES) expect(scripts(parse(pipelineOf(ci, { commit, branch })))).toEqual(lines);
    }
  });

  it('starts for the folder of the fleet, and for a change of itself', () => {
    const path = 'platform/observability';
    const own = pipelinePath(ci, { path });
    expect([...textsOf(ci, { path }).keys()]).toContain(own);
    const pipeline = parse(pipelineOf(ci, { path }));
    const [paths, below] = {
      github: () => [pipeline.on.push.paths, `${path}/**`],
      gitlab: () => [pipeline[`${pipelineName({ path })}-generate`].rules[0].changes, `${path}/**/*`],
      azure: () => [pipeline.trigger.paths.include, path],
    }[ci]();
    expect(paths).toEqual([below, own]);
  });

  it('hands no token to what a pull request brings with it', () => {
    for (const commit of COMMITS) {
      const { jobs = parse(pipelineOf(ci, { commit })), permissions } = parse(pipelineOf(ci, { commit }));
      const check = JSON.stringify(
        Object.entries<{ job?: string }>(jobs).filter(([name, { job }]) => /check$/.test(job ?? name)),
      );
      expect(check).toContain('npm run check');
      expect(check).not.toMatch(/token|secrets|write/i);
      if (ci === 'github') expect(permissions).toEqual({});
    }
  });
});

describe('the branch of a pipeline', () => {
  const branch = fc
    .oneof(fc.constantFrom(...BRANCHES), fc.string({ unit: fc.constantFrom(...`ab1/.-+!'"$(){}|&;#%<>=,@\`~`) }))
    .filter((name) => refusedByGit(name) === undefined && !/\{\{|\}\}|^refs\//.test(name));

  it('is that branch and no other on GitHub, whose filters are patterns', () =>
    fc.assert(
      fc.property(branch, (name) => {
        const [filter] = parse(pipelineOf('github', { branch: name })).on.push.branches;
        expect(filter.replaceAll(/\\(.)/g, '$1')).toBe(name);
        expect(filter.replaceAll(/\\./g, '')).not.toMatch(/[*?+![\]]/);
      }),
    ));

  it('is that branch and no other on GitLab, whose strings have no escapes', () =>
    fc.assert(
      fc.property(branch, (name) => {
        const [{ if: rule }] = parse(pipelineOf('gitlab', { branch: name }))['observability-generate'].rules;
        const [, quoted, pattern] = /^\$CI_COMMIT_BRANCH (?:== (".*"|'.*')|=~ \/(.*)\/)$/.exec(rule) ?? [];
        if (pattern === undefined) expect(quoted?.replaceAll(quoted[0] ?? '', '')).toBe(name);
        else expect([new RegExp(pattern).exec(name)?.[0], pattern.includes('/')]).toEqual([name, false]);
      }),
    ));

  it('is that branch on Azure DevOps', () =>
    fc.assert(
      fc.property(branch, (name) => {
        expect(parse(pipelineOf('azure', { branch: name })).trigger.branches.include).toEqual([name]);
      }),
    ));
});

describe('the CI of a repository', () => {
  it.each([
    ['https://github.com/acme/o.git', 'github'],
    ['git@github.com:acme/o.git', 'github'],
    ['ssh://git@ssh.github.com:443/acme/o.git', 'github'],
    ['https://acme.ghe.com/acme/o.git', 'github'],
    ['https://gitlab.com/acme/o.git', 'gitlab'],
    ['git@GitLab.com:acme/o.git', 'gitlab'],
    ['ssh://git@altssh.gitlab.com:443/acme/o.git', 'gitlab'],
    ['https://acme.gitlab-dedicated.com/acme/o.git', 'gitlab'],
    ['https://acme@dev.azure.com/acme/platform/_git/o', 'azure'],
    ['git@ssh.dev.azure.com:v3/acme/platform/o', 'azure'],
    ['acme@vs-ssh.visualstudio.com:v3/acme/platform/o', 'azure'],
    ['https://acme.visualstudio.com/platform/_git/o', 'azure'],
    ['https://git.acme.io/github/gitlab.git', undefined],
    ['https://codeberg.org/acme/o.git', undefined],
    // Servers of companies, which may be anything.
    ['https://github.acme.io/acme/o.git', undefined],
    ['https://gitlab.acme.io/acme/o.git', undefined],
    ['https://constructor/acme/o.git', undefined],
  ] as const)('is told by the address %s: %s', (url, ci) => {
    expect(ciOfAddress(url)).toBe(ci);
  });

  it('is told by no host that only looks like one that is known', () => {
    const known = [
      'github.com',
      'acme.ghe.com',
      'gitlab.com',
      'acme.gitlab-dedicated.com',
      'dev.azure.com',
      'acme.visualstudio.com',
    ];
    const around = fc.stringMatching(/^[a-z0-9]{1,5}[.-]?$/);
    const before = fc.tuple(fc.constantFrom(...known), around).map(([host, more]) => `${more}${host}`);
    const behind = fc
      .tuple(fc.constantFrom(...known), around)
      .map(([host, more]) => `${host}${more.replace(/\W/, '')}`);
    const within = fc
      .tuple(fc.constantFrom(...known), around)
      .map(([host, more]) => `${host}.${more.replace(/\W/, '')}.io`);
    const services = /^[a-z0-9-]+\.(?:ghe|gitlab-dedicated|visualstudio)\.com$/;
    fc.assert(
      fc.property(
        fc.oneof(before, behind, within).filter((host) => !known.includes(host) && !services.test(host)),
        (host) => {
          expect(ciOfAddress(`https://${host}/acme/o.git`)).toBeUndefined();
        },
      ),
    );
  });
});
