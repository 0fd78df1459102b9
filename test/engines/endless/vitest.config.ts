import { defineConfig } from 'vitest/config';

/** Not among the claims: the run that `test/abandoned-runs.test.ts` stops. */
export default defineConfig({
  test: {
    include: ['test/engines/endless/endless.claim.ts'],
    globalSetup: ['test/engines/run-folder.ts'],
    testTimeout: 600_000,
    pool: 'forks',
  },
});
