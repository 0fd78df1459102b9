import { describe, expect, it } from 'vitest';
import { newerThan } from '../../generator/outdated/steps.ts';

const none = { patch: null, minor: null, major: null };

describe('newer versions', () => {
  it.each([
    [
      'the newest of each step',
      '1.2.3',
      ['1.2.2', '1.2.4', '1.2.10', '1.3.0', '1.10.1', '2.0.0', '3.1.0'],
      { patch: '1.2.10', minor: '1.10.1', major: '3.1.0' },
    ],
    ['none where nothing is newer', '1.2.3', ['1.2.3', '1.2.2', '0.9.0'], none],
    [
      'a minor below 1.0.0 as major',
      '0.11.0',
      ['0.11.1', '0.12.0', '1.0.0'],
      { patch: '0.11.1', minor: null, major: '1.0.0' },
    ],
    ['any change below 0.1.0 as major', '0.0.7', ['0.0.8'], { ...none, major: '0.0.8' }],
    ['no pre-release of a release', '1.2.3', ['1.2.4-rc.1', '2.0.0-beta'], none],
    [
      'versions with a v like those without',
      'v1.21.2',
      ['v1.21.3', '1.22.0'],
      { patch: 'v1.21.3', minor: '1.22.0', major: null },
    ],
    [
      'a tag of the same flavour alone',
      '18.4-system-trixie',
      ['18.5-system-trixie', '18.6-minimal-trixie', '19.1-system-trixie', '18.5', '18.5-202611-system-trixie'],
      { patch: null, minor: '18.5-system-trixie', major: '19.1-system-trixie' },
    ],
    [
      'as many numbers alone',
      '26.4.5.143',
      ['26.4', '27', '26.4.6.1', '26.10.1.2', 'latest', '26.4.7.1-alpine'],
      { patch: '26.4.6.1', minor: '26.10.1.2', major: null },
    ],
    ['nothing for a tag that is no version', 'latest', ['1.0.0'], none],
  ])('have %s', (_, version, all, expected) => {
    expect(newerThan(version, all)).toEqual(expected);
    expect(newerThan(version, [...all].reverse())).toEqual(expected);
  });
});
