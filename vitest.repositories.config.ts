/** Whole repositories: what `init` writes is installed, played through in CI and moved on, with npm and Git servers: `npm run test:repositories`. */
import { defineConfig } from 'vitest/config';
import { REPOSITORIES } from './test/repositories.ts';
import { WHOLE_MESSAGES } from './test/whole-messages.ts';

export default defineConfig({
  test: {
    ...WHOLE_MESSAGES,
    include: [...REPOSITORIES],
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    globalSetup: ['test/global-setup.ts'],
    maxWorkers: '100%',
    isolate: false,
  },
});
