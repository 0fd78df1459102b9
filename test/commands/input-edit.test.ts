import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeInput } from '../../generator/commands/input-edit.ts';
import { openDisk } from '../../generator/disk/disk.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

it('writes nothing over what somebody has saved since the file was read', () =>
  inTemporaryFolder((folder) => {
    writeFiles(folder, [['fleet.yaml', 'saved: now\n']]);
    const files = new Map([
      ['clusters/eu-1/cluster.yaml', { after: 'new: 1\n' }],
      ['fleet.yaml', { before: 'saved: before\n', after: 'edited: 1\n' }],
    ]);
    expect(() => writeInput(openDisk(folder), files)).toThrow(
      'fleet.yaml has changed since it was read; nothing was written\n  hint: run the command again',
    );
    expect(readFileSync(join(folder, 'fleet.yaml'), 'utf8')).toBe('saved: now\n');
    expect(existsSync(join(folder, 'clusters'))).toBe(false);
  }));
