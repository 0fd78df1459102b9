/** The proof of telemetry with real programs: `npm run test:telemetry`. Three files at a time: each mostly waits for time to pass. */
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { WHOLE_MESSAGES } from './test/whole-messages.ts';

/** Files that wait for minutes, whatever the machine: begun last, one of them would run on alone. */
const LONG = /\/(promises|clickhouse-backups|postgres-backups|sampling|telemetry|expiring-objects)\.test\.ts$/;

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    ...WHOLE_MESSAGES,
    include: ['test/telemetry/proof/**/*.test.ts', 'test/telemetry/rules/**/*.test.ts'],
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
    // Every wait has an end of its own, which says what was waited for.
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    globalSetup: ['test/global-setup.ts', 'test/telemetry/global-setup.ts'],
  },
});
