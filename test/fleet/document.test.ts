import { describe, expect, it } from 'vitest';
import { parseInput } from '../../generator/fleet/parse/document.ts';
import type { InputDocument } from '../../generator/fleet/parse/input-document.ts';

function parse(text: string): ReturnType<typeof parseInput> {
  return parseInput('f.yaml', new TextEncoder().encode(text));
}

function document(text: string): InputDocument {
  const parsed = parse(text);
  if (parsed.document === undefined) throw new Error(parsed.diagnostics.map(({ message }) => message).join('\n'));
  return parsed.document;
}

const codes = (text: string): readonly string[] => parse(text).diagnostics.map(({ code }) => code);

describe('a position in a document', () => {
  const text = 'spec:\r\n  waves:\r\n    - {name: a, ref: main}\r\n  "x/y": &v {z: 1}\r\n  again: *v\r\n  nothing:\r\n';

  it('is that of the value', () => {
    expect(document(text).position(['spec', 'waves', 0, 'ref'])).toEqual({ line: 3, column: 22 });
  });

  it('is that of the key if the key is wrong', () => {
    const diagnostic = document(text).diagnose('key', ['spec', 'x/y', 'z'], 'unknown-key', 'm');
    expect(diagnostic).toMatchObject({ line: 4, column: 14, path: 'spec["x/y"].z', sourceLine: '  "x/y": &v {z: 1}' });
  });

  it('is in the target of an alias', () => {
    expect(document(text).position(['spec', 'again', 'z'])).toEqual({ line: 4, column: 17 });
    expect(document(text).has(['spec', 'again', 'z'])).toBe(true);
  });

  it('is that of the nearest parent for a missing field', () => {
    const diagnostic = document(text).diagnose('value', ['spec', 'waves', 0, 'name', 'deep'], 'missing-field', 'm');
    expect(diagnostic).toMatchObject({ line: 3, column: 8 });
    expect(document(text).has(['spec', 'waves', 1])).toBe(false);
  });
});

describe('a hostile file', () => {
  it.each([
    ['[', '['.repeat(1 << 20)],
    ['{a: ', '{a: '.repeat(1 << 18)],
    ['- ', '- '.repeat((1 << 19) - 1)],
    ['? ', '? '.repeat((1 << 19) - 1)],
    ['b: ', 'b: '.repeat(1 << 16)],
    ['indentation', Array.from({ length: 1400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('is refused for its depth before it is parsed: %s', (_, text) => {
    expect(codes(text)).toEqual(['too-deep']);
  });

  it('is not deeper for many keys on one line', () => {
    const keys = Array.from({ length: 200 }, (_, index) => `k${index}: {a: 1}`).join(', ');
    expect(codes(`a: {${keys}}`)).toEqual([]);
    expect(codes(`a: {${keys}, ${'b: ['.repeat(64)}`)).toEqual(['too-deep']);
  });

  it('cannot repeat a long text with aliases', () => {
    expect(codes(`a: &a ${'x'.repeat(1 << 19)}\nb: [*a, *a]\n`)).toEqual([]);
    expect(codes(`a: &a ${'x'.repeat(1 << 19)}\nb: [*a, *a, *a]\n`)).toEqual(['alias-bomb']);
  });

  it('cannot multiply aliases of aliases', () => {
    const chain = Array.from({ length: 5000 }, (_, i) => (i === 0 ? 'a0: &a0 [x]' : `a${i}: &a${i} [*a${i - 1}]`));
    expect(codes(chain.join('\n'))).toEqual(['alias-bomb']);
  });

  it('cannot contain itself', () => {
    expect(codes('a: &a {b: *a}')).toEqual(['alias-bomb']);
  });

  it('does not reach a prototype', () => {
    expect(codes('__proto__: {polluted: true}')).toEqual(['yaml-syntax']);
    expect(document('constructor: 1\ntoString: 2').value).toEqual({ constructor: 1, toString: 2 });
  });

  it('cannot repeat one of many keys', () => {
    const keys = Array.from({ length: 50_000 }, (_, i) => `k${i}: 1`);
    expect(codes([...keys, 'k7: 2'].join('\n'))).toEqual(['duplicate-key']);
  });

  it('gets its first mistakes reported, not half a million', () => {
    expect(codes('}\n'.repeat(5000)).length).toBeLessThanOrEqual(10);
  });
});

describe('YAML', () => {
  it('is read as version 1.2, even if the file names another', () => {
    expect(document('%YAML 1.1\n---\na: yes\nb: 010\n').value).toEqual({ a: 'yes', b: 10 });
  });

  it('can only express what JSON can', () => {
    expect(codes('a: .inf\nb: .nan\nc: !secret x\n')).toEqual(['yaml-syntax']);
    expect(codes('a: .inf\nb: .nan\n? [x]\n: 1\n')).toEqual(['invalid-value', 'invalid-value', 'yaml-syntax']);
  });

  it('can contain brackets in text to any depth', () => {
    const brackets = '[{'.repeat(500);
    expect(document(`a: |\n  ${brackets}\nb: "${brackets}" # ${brackets}\n`).value).toEqual({
      a: `${brackets}\n`,
      b: brackets,
    });
  });

  it('can contain long lists of small maps', () => {
    const list = Array.from({ length: 500 }, (_, i) => `- name: a${i}\n  ref: {x: [1]}`).join('\n');
    expect(codes(list)).toEqual([]);
  });
});
