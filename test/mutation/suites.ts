/** The core of the program by folder, and the tests that say what it does: fast ones, with as few real tools as that takes. */
export const SUITES: Readonly<Record<string, readonly string[]>> = {
  fleet: [
    'test/fleet',
    'test/docs.test.ts',
    'test/commands/edit-input.test.ts',
    'test/engines.test.ts',
    'test/components',
  ],
  stack: ['test/engines.test.ts', 'test/fleet/mistakes.test.ts', 'test/connect', 'test/components'],
  layers: ['test/layers', 'test/commands/explain-settings.test.ts', 'test/engines.test.ts', 'test/components'],
  engines: ['test/engines-fleets.test.ts', 'test/engines-notifications.test.ts', 'test/engines.test.ts'],
  tree: ['test/tree'],
};
