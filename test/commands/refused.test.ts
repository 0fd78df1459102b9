import { describe, expect, it } from 'vitest';
import { guarded } from '../../generator/commands/refused.ts';

async function told(error: unknown): Promise<string> {
  const err: string[] = [];
  const io = { out: () => {}, err: (text: string) => err.push(text), progress: false, interactive: false, cwd: '/' };
  expect(
    await guarded(io, async () => {
      throw error;
    }),
  ).toBe(1);
  return err.join('\n');
}

const disk = (code: string): Error => Object.assign(new Error(code), { code, path: '/repo/bases/a.yaml' });

describe('a disk that cannot be written', () => {
  const reasons = { EACCES: 'permission denied', EROFS: 'the file system is read-only', ENOSPC: 'the disk is full' };
  for (const [code, reason] of Object.entries(reasons))
    it(`is told plainly, with the file and what to do: ${code}`, async () => {
      expect(await told(disk(code))).toBe(
        `/repo/bases/a.yaml: ${reason}\n  hint: mend that and run generate again; it completes what was begun`,
      );
    });

  it('is not confused with a fault of the program', async () => {
    await expect(told(new TypeError('oops'))).rejects.toThrow('oops');
  });
});
