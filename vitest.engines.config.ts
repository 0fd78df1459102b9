import { defineConfig } from 'vitest/config';
import { WHOLE_MESSAGES } from './test/whole-messages.ts';

/** The real controllers. In each world a claim builds on the state that the one before left. */
export default defineConfig({
  test: {
    ...WHOLE_MESSAGES,
    include: ['test/engines/**/*.test.ts'],
    // Every wait has an end of its own, with a list of what is missing.
    testTimeout: 1_500_000,
    hookTimeout: 1_800_000,
    globalSetup: ['test/global-setup.ts', 'test/engines/global-setup.ts', 'test/engines/run-folder.ts'],
    fileParallelism: false,
    pool: 'forks',
    reporters: ['verbose'],
    bail: 1,
  },
});
