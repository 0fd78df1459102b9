/** Upstream's own repositories, as far as the fleet reads them: Git repositories with a tag for the version. */
import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { UPSTREAM_FOLDERS } from '../../../generator/components/charts.ts';
import { fetchUpstreamFolder } from '../upstream.ts';

const run = promisify(execFile);

const AUTHOR = ['-c', 'user.name=Upstream', '-c', 'user.email=upstream@example.com'] as const;

/** Makes them in `served`, under the paths of their URLs. */
export async function serveUpstreamFolders(served: string): Promise<void> {
  for (const upstream of Object.values(UPSTREAM_FOLDERS)) {
    const folder = join(served, new URL(upstream.repository).pathname);
    await run('git', ['init', '--quiet', '--initial-branch=main', folder]);
    cpSync(await fetchUpstreamFolder(upstream), join(folder, upstream.path), { recursive: true });
    const git = (...argv: readonly string[]) => run('git', argv, { cwd: folder });
    await git('add', '--all');
    await git(...AUTHOR, 'commit', '--quiet', '-m', 'Release');
    await git('tag', upstream.version);
  }
}
