/** Builds what telemetry goes through, once: about ten minutes the first time on two cores, nothing afterwards. */
import { testTool } from '../tools/build-test-tool.ts';
import { TELEMETRY_TOOLS } from '../tools/test-tools.ts';

export async function setup(): Promise<void> {
  for (const name of TELEMETRY_TOOLS) await testTool(name);
}
