/** HTML that is safe by construction: a text becomes markup only through `html`, which escapes it. */

export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template. Absent and false say nothing. */
export type Part = Html | string | number | false | undefined | readonly Part[];

/** Markup with its parts put in: markup as it is, everything else as text, in an element or an attribute with double quotes. */
export function html(markup: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(markup.reduce((text, piece, index) => `${text}${rendered(parts[index - 1])}${piece}`));
}

function rendered(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(rendered).join('');
  return part === undefined || part === false ? '' : escaped(String(part));
}

const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Characters that nobody sees, which could make a text look like another: controls, bidirectional marks, spaces without width, and what XML does not take. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/gu;

function escaped(text: string): string {
  return text
    .replaceAll(UNSEEN, (character) =>
      character === '\n' || character === '\t' ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
    )
    .replaceAll(/[&<>"']/g, (character) => NAMED[character] ?? character);
}
