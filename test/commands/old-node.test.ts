import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programFolder } from '../../generator/program/program-folder.ts';

const folder = programFolder();

/** The program, run by a Node.js that says it has another version. */
function runBy(version: string, ...argv: readonly string[]): { readonly status: number | null; readonly err: string } {
  const say = `Object.defineProperty(process,"versions",{value:{...process.versions,node:${JSON.stringify(version)}}})`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--import', `data:text/javascript,${say}`, join(folder, 'generator/main.ts'), ...argv],
    { encoding: 'utf8', cwd: folder },
  );
  return { status, err: stderr };
}

describe('a Node.js that is too old', () => {
  it.each(['16.20.2', '18.20.8', '20.18.3'])('is told which one is needed: %s', (version) => {
    expect(runBy(version, '--help')).toEqual({
      status: 2,
      err: `lang-observatory needs Node.js 20.19 or newer; this is ${version} (${process.execPath})\n  hint: install a newer version; if several are installed, put the newer one first on the PATH\n`,
    });
  });

  it.each(['20.19.0', '22.0.0', '100.1.0'])('is not one like %s', (version) => {
    expect(runBy(version, '--help')).toEqual({ status: 0, err: '' });
  });

  it('is what package.json says', () => {
    const { engines } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(engines.node).toBe('>=20.19');
  });
});
