/** Builds every program that the slow suites run, one after the other, before both of them want the processors. */
import { testTool } from './build-test-tool.ts';
import { ENGINE_TOOLS, TELEMETRY_TOOLS } from './test-tools.ts';

for (const name of [...ENGINE_TOOLS, ...TELEMETRY_TOOLS]) await testTool(name);
