import { configDefaults, defineConfig } from 'vitest/config';
import { TELEMETRY_TESTS } from './vitest.telemetry.config.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // They run with `npm run test:telemetry`.
    exclude: [...configDefaults.exclude, ...TELEMETRY_TESTS],
    testTimeout: 60_000,
    hookTimeout: 600_000,
    globalSetup: ['test/global-setup.ts'],
  },
});
