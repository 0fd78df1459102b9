import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { programFolder } from '../../generator/program/program-folder.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lang-observatory-program-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the program's folder", () => {
  it('is found from the sources', () => {
    expect(existsSync(join(programFolder(), 'generator/program/program-folder.ts'))).toBe(true);
  });

  it('is found from a bundle, past other packages on the way', () => {
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'package.json'), '{"name": "lang-observatory-gitops"}');
    writeFileSync(join(folder, 'dist/package.json'), '{"type": "module"}');
    expect(programFolder(join(folder, 'dist'))).toBe(folder);
  });

  it('is not just any package around it', () => {
    writeFileSync(join(folder, 'package.json'), '{"name": "fleet"}');
    expect(() => programFolder(folder)).toThrow(`${folder} is not inside the package lang-observatory-gitops`);
  });
});
