/** A repository that many tests begin with: to make and validate it takes seconds, and to copy it does not. */
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { inTemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/**
 * `make` runs once, before the tests of the file or of the `describe` that asks for it, and makes the repository `fleet` in a folder.
 * What is answered runs `work` in a copy of that repository, which is gone afterwards.
 */
export function repositoryMadeOnce(
  make: (folder: string) => Promise<void>,
): (work: (repo: string) => Promise<void>) => Promise<void> {
  let original = '';
  beforeAll(async () => {
    original = temporaryFolder();
    await make(original);
  });
  afterAll(() => rmSync(original, { recursive: true, force: true }));
  return (work) =>
    inTemporaryFolder((folder) => {
      const repo = join(folder, 'fleet');
      cpSync(join(original, 'fleet'), repo, { recursive: true, preserveTimestamps: true });
      return work(repo);
    });
}
