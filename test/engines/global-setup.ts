/** Builds what clusters and engines are made of, once: about twenty minutes the first time on two cores, nothing afterwards. */
import { testTool } from '../tools/build-test-tool.ts';
import { ENGINE_TOOLS } from '../tools/test-tools.ts';

export async function setup(): Promise<void> {
  for (const name of ENGINE_TOOLS) await testTool(name);
}
