import { describe, expect, it } from 'vitest';
import { textTemplate } from '../../generator/text/template.ts';

const shout = (text: string): string => text.toUpperCase();

const MISSING: readonly (readonly [template: string, fields: object])[] = [
  ['{{a}}', {}],
  ['{{a}}', { a: undefined }],
  ['{{a.b}}', { a: {} }],
  ['{{a.b}}', {}],
  ['{{#if a}}x{{/if}}', {}],
  ['{{#if a}}x{{/if}}', { a: undefined }],
  ['{{#if a.b}}x{{/if}}', { a: {} }],
  ['{{#unless a}}x{{/unless}}', {}],
  ['{{#each a}}x{{/each}}', {}],
  ['{{#each a}}{{../b}}{{/each}}', { a: [1] }],
  ['{{#each a}}{{shout b}}{{/each}}', { a: [{}] }],
  ['{{shout a}}', {}],
  ['{{#*inline "p"}}{{#if b}}x{{/if}}{{/inline}}{{> p b=a}}', {}],
];

describe('a template', () => {
  it.each(MISSING)('%s is not filled in from %j', (template, fields) => {
    expect(() => textTemplate('example', template, { shout })(fields)).toThrow(
      /^the template example has a field in line 1 that is not given to it|not defined in/,
    );
  });

  it.each([
    ['{{#if a}}x{{else}}y{{/if}}', { a: '' }, 'y'],
    ['{{#if a}}x{{else}}y{{/if}}', { a: null }, 'y'],
    ['{{#unless a}}x{{/unless}}', { a: false }, 'x'],
    ['{{#each a}}{{shout this}} {{/each}}', { a: ['b', 'c'] }, 'B C '],
    ['{{shout a}}', { a: '' }, ''],
    ['{{a}}', { a: '<"&' }, '<"&'],
  ])('%s takes what says that there is nothing, %j', (template, fields, text) => {
    expect(textTemplate('example', template, { shout })(fields)).toBe(text);
  });
});
