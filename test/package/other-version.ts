/** Other versions of the program, packed by npm as a release is: this one with some of its files changed. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PackedProgram } from '../../generator/package/packed-program.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

export type Edit = (text: string) => string;

/** The archive. `manifest` is merged into package.json, and `edits` are made of the files whose path matches. */
export function otherVersion(
  program: PackedProgram,
  manifest: object,
  edits: readonly (readonly [path: RegExp, edit: Edit])[] = [],
): Promise<Uint8Array> {
  return inTemporaryFolder((folder) => {
    const source = join(folder, 'source');
    for (const [path, content] of program.files) {
      mkdirSync(dirname(join(source, path)), { recursive: true });
      writeFileSync(join(source, path), edited(path, content, edits));
    }
    writeFileSync(join(source, 'package.json'), JSON.stringify({ ...program.manifest, ...manifest }, null, 2));
    const out = join(folder, 'out');
    mkdirSync(out);
    const options = ['--ignore-scripts', '--offline', '--loglevel=error', '--pack-destination', out];
    execFileSync('npm', ['pack', ...options], { cwd: source, stdio: 'pipe' });
    return readFileSync(join(out, readdirSync(out)[0] ?? ''));
  });
}

function edited(path: string, content: Uint8Array, edits: readonly (readonly [RegExp, Edit])[]): Uint8Array | string {
  const made = edits.filter(([pattern]) => pattern.test(path));
  return made.length === 0
    ? content
    : made.reduce((text, [, edit]) => edit(text), Buffer.from(content).toString('utf8'));
}
