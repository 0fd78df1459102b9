/**
 * Backups, restores and expiry with real stores: `npm run test:stores`. Three files at a time: each waits for a store, a bucket or a program of Python
 * most of the time.
 */
import { defineConfig } from 'vitest/config';
import { longFirst } from './test/long-first.ts';
import { WHOLE_MESSAGES } from './test/whole-messages.ts';

export default defineConfig({
  test: {
    ...WHOLE_MESSAGES,
    include: ['test/stores/**/*.test.ts'],
    maxWorkers: 3,
    sequence: { sequencer: longFirst(/\/(clickhouse|postgres|prometheus|expiring-objects)\.test\.ts$/) },
    // Every wait has an end of its own, which says what was waited for.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    globalSetup: ['test/global-setup.ts', 'test/telemetry/global-setup.ts'],
  },
});
