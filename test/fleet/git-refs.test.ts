/** Compares with the real Git. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gitUrl } from '../../generator/fleet/schema/git-names.ts';
import { branchName, gitRef, refusedByGit } from '../../generator/fleet/schema/git-refs.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

/** Whether Git accepts a name of a branch. It runs outside of a repository, so that a name cannot be short for another branch. */
function gitTakes(name: string, folder: string): boolean {
  try {
    execFileSync('git', ['check-ref-format', '--branch', name], { cwd: folder, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Names with special and ordinary characters. An argument of a program cannot contain a zero byte. */
const name = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'/.@{}-~^:?*[]\\ #+%&$\'"`!|;<>()=,_\u007f\t\n'),
      fc.constantFrom('.lock', 'HEAD', 'refs/', 'heads/', 'main', 'a', '7', 'ü', '日', '🚢'),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(''));

describe('the name of a branch', () => {
  it('is refused exactly where Git refuses it', () =>
    inTemporaryFolder((folder) => {
      fc.assert(
        fc.property(name, (text) => {
          expect(refusedByGit(text) === undefined).toBe(gitTakes(text, folder));
        }),
        { numRuns: 500 },
      );
    }));

  it('is refused only if Git refuses it, or if it means something else to another program', () => {
    fc.assert(
      fc.property(name, (text) => {
        const isOurs = refusedByGit(text) === undefined && !branchName.safeParse(text).success;
        expect(isOurs).toBe(isOurs && /^@$|^refs\/|\{\{|\}\}/.test(text));
      }),
    );
  });

  it.each(['main', 'feature/#12', 'main@v2', 'a+b', 'release/all', 'größe', 'a.b', 'x/-y', 'Head', 'no-head/HEAD'])(
    'may be %s',
    (text) => {
      expect(branchName.parse(text)).toBe(text);
      expect(gitRef.parse(text)).toBe(`refs/heads/${text}`);
      expect(gitRef.parse(`refs/tags/${text}`)).toBe(`refs/tags/${text}`);
    },
  );

  it.each(['HEAD', 'FETCH_HEAD', 'ORIG_HEAD', '@', '-x', '{{.cluster}}', 'a\u202eb', 'a\u0085b', ''])(
    'may not be %j',
    (text) => {
      for (const ref of [text, `refs/heads/${text}`, `refs/tags/${text}`])
        expect(gitRef.safeParse(ref).success).toBe(false);
      expect(branchName.safeParse(text).success).toBe(false);
    },
  );
});

describe('the URL of a repository', () => {
  it.each([
    'https://acme@dev.azure.com/acme/team/_git/obs',
    'https://a-very-long-name-of-an-organisation@dev.azure.com/a-very-long-name-of-an-organisation/team/_git/obs',
    'https://jo@git.acme.io/a/b.git',
    'ssh://git@git.acme.io:2222/a/b.git',
    'git@git.acme.io:a/b.git',
  ])('may name its user: %s', (url) => {
    expect(gitUrl.safeParse(url).error?.issues).toBeUndefined();
  });

  it.each([
    'https://jo:pw@git.acme.io/a/b.git',
    'https://:pw@git.acme.io/a/b.git',
    'https://jo%3Apw@git.acme.io/a/b.git',
    'https://jo:p@w@git.acme.io/a/b.git',
    'ssh://git:pw@git.acme.io/a/b.git',
    'https://ghp_0123456789@github.com/a/b.git',
    'https://glpat-0123456789@gitlab.com/a/b.git',
    'https://github_pat_11A@github.com',
    'https://abcdefghijklmnopqrstuvwxyz0123456789@dev.azure.com/acme/team/_git/obs',
  ])('may not hold a credential: %s', (url) => {
    expect(gitUrl.safeParse(url).error?.issues.map(({ message }) => message)).toEqual([
      'contains a credential; name a Secret with secretName instead',
    ]);
  });
});
