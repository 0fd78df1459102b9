import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gitUrl } from '../../generator/fleet/schema/git-names.ts';
import { folderPage } from '../../generator/telemetry/repository-page.ts';

/** As the input gives it. */
function page(url: string, branch = 'main'): string {
  return folderPage({ url: gitUrl.parse(url), branch }, 'docs/runbooks');
}

describe('the page of a folder', () => {
  it.each([
    ['https://github.com/acme/obs.git', 'https://github.com/acme/obs/blob/main/docs/runbooks'],
    ['git@github.com:acme/obs.git', 'https://github.com/acme/obs/blob/main/docs/runbooks'],
    ['ssh://git@github.com:22/acme/obs', 'https://github.com/acme/obs/blob/main/docs/runbooks'],
    ['ssh://git@ssh.acme.io:2222/acme/obs.git', 'https://ssh.acme.io/acme/obs/blob/main/docs/runbooks'],
    ['https://git.acme.io:8443/acme/obs.git/', 'https://git.acme.io:8443/acme/obs/blob/main/docs/runbooks'],
    ['https://acme@git.acme.io/acme/obs', 'https://git.acme.io/acme/obs/blob/main/docs/runbooks'],
    ['git@gitlab.com:acme/platform/obs.git', 'https://gitlab.com/acme/platform/obs/-/blob/main/docs/runbooks'],
    ['ssh://git@gitlab.acme.io:2222/a/obs.git', 'https://gitlab.acme.io/a/obs/-/blob/main/docs/runbooks'],
    ['git@bitbucket.org:acme/obs.git', 'https://bitbucket.org/acme/obs/src/main/docs/runbooks'],
    [
      'ssh://git@bitbucket.acme.io:7999/obs/fleet.git',
      'https://bitbucket.acme.io/projects/obs/repos/fleet/browse/docs/runbooks',
    ],
    ['https://git.acme.io/scm/~jo/fleet.git', 'https://git.acme.io/users/jo/repos/fleet/browse/docs/runbooks'],
    ['git@codeberg.org:acme/obs.git', 'https://codeberg.org/acme/obs/src/branch/main/docs/runbooks'],
    ['http://gitea.acme.io:3000/acme/obs.git', 'http://gitea.acme.io:3000/acme/obs/src/branch/main/docs/runbooks'],
    [
      'https://acme@dev.azure.com/acme/My%20Team/_git/obs',
      'https://dev.azure.com/acme/My%20Team/_git/obs?version=GBmain&path=/docs/runbooks',
    ],
    [
      'git@ssh.dev.azure.com:v3/acme/team/obs',
      'https://dev.azure.com/acme/team/_git/obs?version=GBmain&path=/docs/runbooks',
    ],
    [
      'https://acme.visualstudio.com/team/_git/obs',
      'https://acme.visualstudio.com/team/_git/obs?version=GBmain&path=/docs/runbooks',
    ],
    [
      'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/obs',
      'https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/obs/browse/refs/heads/main/--/docs/runbooks',
    ],
  ])('of %s is where its host shows it', (url, web) => {
    expect(page(url)).toBe(web);
  });

  it.each([
    ['https://github.com/a/b', 'feature/#12', 'https://github.com/a/b/blob/feature/%2312/docs/runbooks'],
    ['https://github.com/a/b', 'main@v2+a%', 'https://github.com/a/b/blob/main%40v2%2Ba%25/docs/runbooks'],
    ['https://bitbucket.org/a/b', 'release/all', 'https://bitbucket.org/a/b/src/release%2Fall/docs/runbooks'],
    [
      'https://dev.azure.com/a/t/_git/b',
      'feature/#12&x',
      'https://dev.azure.com/a/t/_git/b?version=GBfeature%2F%2312%26x&path=/docs/runbooks',
    ],
  ])('of %s at %s keeps to the branch', (url, branch, web) => {
    expect(page(url, branch)).toBe(web);
  });

  it('is an address that browsers read as it was meant, whatever the branch', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]+$/), (branch) => {
        const { hash, search, pathname } = new URL(page('https://git.acme.io/a/b', `x${branch}`));
        expect([hash, search]).toEqual(['', '']);
        expect(pathname.split('/').slice(4, -2).map(decodeURIComponent).join('/')).toBe(`x${branch}`);
      }),
    );
  });
});
