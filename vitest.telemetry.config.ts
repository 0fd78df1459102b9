/** The proof of telemetry with real programs: `npm run test:telemetry`. One file at a time, because programs share two cores. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/telemetry/proof/**/*.test.ts', 'test/telemetry/rules/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 1_500_000,
    globalSetup: ['test/global-setup.ts', 'test/telemetry/global-setup.ts'],
  },
});
