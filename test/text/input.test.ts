/**
 * What templates and variables of other programs look like is refused where it is written, in every field of the input that is not a
 * program of its own. A new field that takes any text must be in the list of those that are free, or take less.
 */

import { describe, expect, it } from 'vitest';
import { fieldsOfText } from './fields-of-input.ts';

/** What programs other than a shell would fill in, obey or split. */
const FILLED_IN: readonly string[] = [
  '{{ .cluster }}',
  '${env:A}',
  '${file:/etc/passwd}',
  '$(POD_NAME)',
  'a$$b',
  'a\nb',
  'a\u202eb',
  'a\u001bb',
  'a\uffffb',
];

describe('a text that another program would take for more', () => {
  it.each(FILLED_IN.map((text) => [JSON.stringify(text), text]))('is refused by every field: %s', (_, text) => {
    const taken = fieldsOfText().filter(({ schema }) =>
      [text, `https://a.io/${text}`, `a${text}`].some((whole) => schema.safeParse(whole).data === whole),
    );
    expect(taken.map(({ path }) => path)).toEqual([]);
  });
});
