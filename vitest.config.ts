import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // With real servers, and programs that take minutes to build: vitest.engines.config.ts, vitest.telemetry.config.ts.
    exclude: ['test/engines/**', 'test/telemetry/proof/**', 'test/telemetry/rules/**'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    globalSetup: ['test/global-setup.ts'],
  },
});
