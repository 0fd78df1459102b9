/** The proof of telemetry with real programs: `npm run test:telemetry`. Two files at a time: each mostly waits for time to pass. */
import { defineConfig } from 'vitest/config';
import { WHOLE_MESSAGES } from './test/whole-messages.ts';

export default defineConfig({
  test: {
    ...WHOLE_MESSAGES,
    include: ['test/telemetry/proof/**/*.test.ts', 'test/telemetry/rules/**/*.test.ts'],
    maxWorkers: 2,
    // Every wait has an end of its own, which says what was waited for.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    globalSetup: ['test/global-setup.ts', 'test/telemetry/global-setup.ts'],
  },
});
