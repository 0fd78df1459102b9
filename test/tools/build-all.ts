/** Builds every program that the suites run, one after the other, before several of them want the processors. */
import { setup } from '../global-setup.ts';
import { testTool } from './build-test-tool.ts';
import { ENGINE_TOOLS, TELEMETRY_TOOLS } from './test-tools.ts';

for (const name of [...ENGINE_TOOLS, ...TELEMETRY_TOOLS]) await testTool(name);
await setup();
