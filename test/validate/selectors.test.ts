import { describe, expect, it } from 'vitest';
import { matchesSelector } from '../../generator/validate/lint/selectors.ts';

const LABELS = { app: 'web', tier: 'front', 'acme.io/team': 'search', size: '3' };

describe('a selector of labels', () => {
  it.each([
    '',
    'app',
    '!gone',
    'app=web',
    'app==web,tier!=back',
    'app!=x,gone!=x',
    'app in (db, web),!gone',
    'tier notin (back,side)',
    'gone notin (a)',
    'acme.io/team = search',
    'size>2,size < 4',
  ])('%j selects what has them', (selector) => {
    expect(matchesSelector(selector, LABELS)).toBe(true);
  });

  it.each([
    'gone',
    '!app',
    'app=x',
    'app==web,tier=back',
    'app!=web',
    'app in (db)',
    'tier notin (front)',
    'size>3',
    'gone=',
    'gone<1',
  ])('%j does not select what lacks them', (selector) => {
    expect(matchesSelector(selector, LABELS)).toBe(false);
    expect(matchesSelector(selector, undefined)).toBe(['!app', 'app!=web', 'tier notin (front)'].includes(selector));
  });
});
