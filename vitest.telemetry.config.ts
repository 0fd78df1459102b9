/** The proof of telemetry with real programs: `npm run test:telemetry`. Two files at a time: each mostly waits for time to pass. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/telemetry/proof/**/*.test.ts', 'test/telemetry/rules/**/*.test.ts'],
    maxWorkers: 2,
    // Every wait has an end of its own, which says what was waited for.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    globalSetup: ['test/global-setup.ts', 'test/telemetry/global-setup.ts'],
  },
});
