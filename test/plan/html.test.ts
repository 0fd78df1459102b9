/** What the page of a plan is made of; the page itself is tested in a browser. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffRows } from '../../generator/plan/render/html/line-diff.ts';
import { html } from '../../generator/plan/render/html/markup.ts';

describe('markup', () => {
  it('takes any text for text, in elements and in attributes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { text: made } = html`<p title="${text}">${text}</p>`;
        const [, attribute, inside] = /^<p title="([^"<>]*)">([^<>]*)<\/p>$/.exec(made) ?? [];
        expect(attribute).toBe(inside);
        expect(attribute).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}](?<![\n\t])/u);
      }),
    );
  });

  it('keeps markup in markup, and says nothing of what is absent', () => {
    expect(html`<ul>${[1, 2].map((one) => html`<li>${one}</li>`)}</ul>${undefined}${false}`.text).toBe(
      '<ul><li>1</li><li>2</li></ul>',
    );
  });

  it('shows characters that nobody would see', () => {
    expect(html`${'a\u202eb\u200b\u{e0041}\u0000\n'}`.text).toBe('a\\u{202e}b\\u{200b}\\u{e0041}\\u{0}\n');
  });
});

describe('the difference of two texts', () => {
  const line = fc.constantFrom('', 'a', 'b', 'c', '  d');
  const text = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => `${lines.join('\n')}\n`);

  it('has every line of both sides in order, and equal ones in the same row', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const rows = diffRows(before, after);
        const side = (of: 'before' | 'after'): string => `${rows.flatMap((row) => row[of] ?? []).join('\n')}\n`;
        expect([side('before'), side('after')]).toEqual([before, after]);
        if (before === after) expect(rows.every((row) => row.before === row.after)).toBe(true);
      }),
    );
  });

  it('finds lines that moved together between others', () => {
    expect(diffRows('a\nb\nc\n', 'x\nb\nc\ny\n')).toEqual([
      { before: 'a', after: 'x' },
      { before: 'b', after: 'b' },
      { before: 'c', after: 'c' },
      { after: 'y' },
    ]);
  });
});
