/** Builds a program that the tests run, once: it stays in .tools/ until its version changes. */
import { join } from 'node:path';
import { programFolder } from '../../generator/program-folder.ts';
import { buildGoProgram } from '../../generator/validate/go-build.ts';
import { withFile } from './absent-file.ts';
import { CACHE, once } from './cache.ts';
import { TEST_TOOLS, type TestTool, type TestToolName } from './test-tools.ts';

/** The path of the program, which takes up to five minutes the first time. Rejects when it cannot be built. */
export async function testTool(name: TestToolName): Promise<string> {
  const tool: TestTool = TEST_TOOLS[name];
  return once(join(CACHE, `${name}-${tool.version}`), async (output) => {
    const begun = Date.now();
    console.log(`building ${name} ${tool.version}…`);
    const program = { ...tool, module: join(programFolder(), 'tools', tool.module), output };
    if (tool.absent === undefined) await buildGoProgram(program);
    else await withFile(program.module, tool.absent, (modfile) => buildGoProgram({ ...program, modfile }));
    console.log(`building ${name} ${tool.version}: ${Math.round((Date.now() - begun) / 1000)} s`);
  });
}
