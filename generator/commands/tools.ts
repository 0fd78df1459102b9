/** `tools`: builds the programs that validation runs, before they are needed: for an image, a cache of CI, or a machine without Go. */
import { toolCache } from '../validate/tool-cache.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { validationTools } from './validation-tools.ts';

export async function tools({ repo, format }: GlobalOptions, io: Io): Promise<ExitCode> {
  const found = await validationTools(repo, io);
  const folder = toolCache(repo);
  io.out(format === 'json' ? JSON.stringify({ folder, tools: found }, null, 2) : Object.values(found).join('\n'));
  return 0;
}
