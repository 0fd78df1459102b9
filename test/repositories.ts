/** Test files that `npm run test:repositories` runs, and `npm test` does not: whole repositories with npm and Git servers. */
export const REPOSITORIES: readonly string[] = [
  'test/ci/play.test.ts',
  'test/life-of-a-fleet.test.ts',
  'test/commands/upgrade.test.ts',
  'test/moves/**/*.test.ts',
  'test/package/**/*.test.ts',
];
