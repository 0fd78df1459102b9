/** Transcripts in pages of commands: what a command printed in a test. `UPDATE_TRANSCRIPTS=1` writes them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { programFolder } from '../../generator/program/program-folder.ts';

/** Expects that a page has `printed` below the command line; ids of commits have to be replaced by others that stay. */
export function expectTranscript(page: string, command: string, printed: string): void {
  const path = join(programFolder(), 'docs/commands', `${page}.md`);
  const text = readFileSync(path, 'utf8');
  const start = `\`\`\`console\n$ lang-observatory ${command}\n`;
  const [before, after] = text.split(start);
  if (before === undefined || after === undefined) throw new Error(`${path} has no transcript of ${command}`);
  const rest = after.slice(after.indexOf('```'));
  const written = `${before}${start}${printed}\n${rest}`;
  if (process.env.UPDATE_TRANSCRIPTS === '1') writeFileSync(path, written);
  expect(readFileSync(path, 'utf8')).toBe(written);
}

/** Ids that pages have in place of those of a run. */
export const IDS = { first: '5b1e0f2a7c11', second: '3e3bbac9c4ad', third: '9d41c7de0a52' } as const;
