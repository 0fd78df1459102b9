/** The proof of telemetry with real programs: `npm run test:telemetry`. Three files at a time: each mostly waits for time to pass. */
import { defineConfig } from 'vitest/config';
import { longFirst } from './test/long-first.ts';
import { WHOLE_MESSAGES } from './test/whole-messages.ts';

export default defineConfig({
  test: {
    ...WHOLE_MESSAGES,
    include: ['test/telemetry/proof/**/*.test.ts', 'test/telemetry/rules/**/*.test.ts'],
    maxWorkers: 3,
    sequence: { sequencer: longFirst(/\/(promises|sampling|telemetry)\.test\.ts$/) },
    // Every wait has an end of its own, which says what was waited for.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    globalSetup: ['test/global-setup.ts', 'test/telemetry/global-setup.ts'],
  },
});
