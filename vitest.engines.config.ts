import { defineConfig } from 'vitest/config';

/** The real controllers. In each world a claim builds on the state that the one before left. */
export default defineConfig({
  test: {
    include: ['test/engines/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 1_800_000,
    globalSetup: ['test/engines/global-setup.ts'],
    fileParallelism: false,
    pool: 'forks',
    reporters: ['verbose'],
    bail: 1,
  },
});
