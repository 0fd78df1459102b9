import { defineConfig } from 'vitest/config';
import { REPOSITORIES } from './test/repositories.ts';
import { WHOLE_MESSAGES } from './test/whole-messages.ts';

export default defineConfig({
  test: {
    ...WHOLE_MESSAGES,
    include: ['test/**/*.test.ts'],
    // With real servers, a browser, and programs that take minutes to build: the other vitest.*.config.ts.
    exclude: [
      'test/browser/**',
      'test/engines/**',
      'test/telemetry/proof/**',
      'test/telemetry/rules/**',
      'test/stores/**',
      ...REPOSITORIES,
    ],
    // Ends what hangs, and nothing else: no test has a limit by the clock that a busy machine breaks.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    globalSetup: ['test/global-setup.ts'],
    // The default leaves one core idle, of two.
    maxWorkers: '100%',
    // The program keeps no state in its modules, so that files may share them: to load it anew for each took a third of the time.
    isolate: false,
  },
});
