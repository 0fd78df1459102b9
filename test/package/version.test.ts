import { expect, it } from 'vitest';
import { isVersion } from '../../generator/package/version.ts';

it.each(['1.0', 'latest', '^1.0.0', '1.0.0/..', ''])('is not a version: %s', (text) => {
  expect(isVersion(text)).toBe(false);
});

it.each(['1.0.0', '0.10.2', '1.0.0-rc.1', '1.0.0+build.5'])('is a version: %s', (text) => {
  expect(isVersion(text)).toBe(true);
});
