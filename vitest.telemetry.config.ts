/** `npm run test:telemetry`: the proof with real programs, which takes minutes to build the first time. */
import { defineConfig } from 'vitest/config';

export const TELEMETRY_TESTS = ['test/telemetry/proof/**/*.test.ts', 'test/telemetry/rules/**/*.test.ts'];

export default defineConfig({
  test: {
    include: TELEMETRY_TESTS,
    testTimeout: 120_000,
    hookTimeout: 1_800_000,
  },
});
