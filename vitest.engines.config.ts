import { defineConfig } from 'vitest/config';
import { WHOLE_MESSAGES } from './test/whole-messages.ts';

/** Two worlds at once, which leave no processor idle. */
const LIFE = 'test/engines/engines.test.ts';

/** The real controllers. In each world a claim builds on the state that the one before left. */
export default defineConfig({
  test: {
    ...WHOLE_MESSAGES,
    // Every wait has an end of its own, with a list of what is missing.
    testTimeout: 1_500_000,
    hookTimeout: 1_800_000,
    globalSetup: ['test/global-setup.ts', 'test/engines/global-setup.ts', 'test/engines/run-folder.ts'],
    pool: 'forks',
    reporters: ['verbose'],
    bail: 1,
    projects: [
      {
        extends: true,
        test: { name: 'life', include: [LIFE], sequence: { groupOrder: 0 }, maxWorkers: 1 },
      },
      // These wait for intervals to pass: one has the processors meanwhile.
      {
        extends: true,
        test: {
          name: 'others',
          include: ['test/engines/**/*.test.ts'],
          exclude: [LIFE],
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
        },
      },
    ],
  },
});
