/** Commits with a signature, by a key that exists for this run only. */
import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Workspace } from './workspace.ts';

const run = promisify(execFile);

const SIGNER = 'Platform team <platform@acme.io>';

/** From now on every commit in a work tree is signed. The public key, armoured. */
export async function signCommits(workspace: Workspace, workTree: string): Promise<string> {
  const home = workspace.make('gnupg');
  chmodSync(home, 0o700);
  const gpg = (...argv: readonly string[]) => run('gpg', ['--homedir', home, '--batch', '--quiet', ...argv]);
  workspace.onStop(async () => {
    await run('gpgconf', ['--homedir', home, '--kill', 'all']);
  });
  await gpg('--passphrase', '', '--quick-generate-key', SIGNER, 'rsa2048', 'sign', '1d');
  const program = join(home, 'sign.sh');
  writeFileSync(program, `#!/bin/sh\nexec gpg --homedir '${home}' --batch "$@"\n`, { mode: 0o755 });
  const git = (...argv: readonly string[]) => run('git', ['config', ...argv], { cwd: workTree });
  await git('gpg.program', program);
  await git('user.signingKey', 'platform@acme.io');
  await git('commit.gpgSign', 'true');
  return (await gpg('--armor', '--export', SIGNER)).stdout;
}
