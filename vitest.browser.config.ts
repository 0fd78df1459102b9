/** The page of a plan in a real browser: `npm run test:browser`. */
import { defineConfig } from 'vitest/config';
import { WHOLE_MESSAGES } from './test/whole-messages.ts';

export default defineConfig({
  test: {
    ...WHOLE_MESSAGES,
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
