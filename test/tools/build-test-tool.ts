/** Builds a program that the tests run, once: it is kept until it changes. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programFolder } from '../../generator/program/program-folder.ts';
import { buildGoProgram } from '../../generator/validate/go-build.ts';
import { withFile } from './absent-file.ts';
import { CACHE, once } from './cache.ts';
import { TEST_TOOLS, type TestTool, type TestToolName } from './test-tools.ts';

/** The path of the program, which takes up to five minutes the first time. Rejects when it cannot be built. */
export async function testTool(name: TestToolName): Promise<string> {
  const tool: TestTool = TEST_TOOLS[name];
  const module = join(programFolder(), 'test/tools', tool.module);
  return once(join(CACHE, `${name}-${await edition(tool, module)}`), async (output) => {
    const begun = Date.now();
    console.log(`building ${name} ${tool.version}…`);
    const program = { ...tool, module, output };
    if (tool.absent === undefined) await buildGoProgram(program);
    else await withFile(program.module, tool.absent, (modfile) => buildGoProgram({ ...program, modfile }));
    console.log(`building ${name} ${tool.version}: ${Math.round((Date.now() - begun) / 1000)} s`);
  });
}

/** The version, and what else the program is made of: its module's files and how it is built. */
async function edition(tool: TestTool, module: string): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(tool));
  for (const file of (await readdir(module)).sort()) hash.update(await readFile(join(module, file)));
  return `${tool.version}-${hash.digest('hex').slice(0, 12)}`;
}
