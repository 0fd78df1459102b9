import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // With programs that take minutes to build: vitest.telemetry.config.ts.
    exclude: ['test/telemetry/proof/**', 'test/telemetry/rules/**'],
    testTimeout: 60_000,
    hookTimeout: 600_000,
    globalSetup: ['test/global-setup.ts'],
  },
});
