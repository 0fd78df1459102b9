/** `tools`: builds the programs that validation runs, before they are needed: for an image, a cache of CI, or a machine without Go. */
import { toolCache } from '../validate/tool-cache.ts';
import type { ExitCode, Io, OutputFormat } from './io.ts';
import { validationTools } from './validation-tools.ts';

export async function tools(format: OutputFormat, io: Io): Promise<ExitCode> {
  const found = await validationTools(undefined, io);
  const folder = toolCache();
  io.out(format === 'json' ? JSON.stringify({ folder, tools: found }, null, 2) : Object.values(found).join('\n'));
  return 0;
}
