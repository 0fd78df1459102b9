/**
 * Changes one field in the text of an input file. Everything else stays as somebody wrote it, byte by byte: comments, order, quotes,
 * indentation and line feeds.
 */
import { isEqual, type Json } from '../../data/json.ts';
import { parseInput } from '../parse/document.ts';
import type { Path } from '../parse/path.ts';
import { dotted } from '../parse/positioned-document.ts';
import { changedAt } from './changed-value.ts';
import { lostAnchor, nodeOf, type Obstacle, placeOfField } from './place.ts';
import { removeField } from './remove-field.ts';
import { openBraces, setField } from './set-field.ts';
import { readSource, type Source, type Splice, spliced } from './source.ts';
import type { NewValue } from './written-value.ts';

/** A change of one field; without a value it is removed. */
export interface FieldEdit {
  readonly path: Path;
  readonly to?: NewValue;
}

export type EditedText = { readonly text: string } | { readonly obstacle: Obstacle };

/** `text` is an input file without mistakes. A field that is removed is in it. */
export function editText(text: string, edit: FieldEdit): EditedText {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const source = withRoom(readSource(text.slice(mark.length)), edit);
  const splices = splicesFor(source, edit);
  if ('message' in splices) return { obstacle: splices };
  const edited = spliced(source.text, splices);
  // A text of several lines at the end of a file needs the line feed that the file may lack.
  const before = text.slice(mark.length);
  const whole = [edited, `${edited}${source.newline}`].find((one) => isWhatWasMeant(before, one, edit));
  return whole === undefined ? { obstacle: unclear(edit) } : { text: `${mark}${whole}` };
}

/** For a comment above the field. */
function withRoom(source: Source, { path, to }: FieldEdit): Source {
  const place = to?.comment === undefined ? undefined : placeOfField(source, path);
  if (place === undefined || 'message' in place || place.missing.length === 0) return source;
  const splices = openBraces(source, place.fields);
  return splices.length === 0
    ? source
    : withRoom(readSource(spliced(source.text, splices)), { path, ...(to && { to }) });
}

const BYTE_ORDER_MARK = '\ufeff';

function splicesFor(source: Source, { path, to }: FieldEdit): readonly Splice[] | Obstacle {
  const place = placeOfField(source, path);
  if ('message' in place) return place;
  const field = place.fields.at(-1);
  if (field !== undefined && place.map === undefined) {
    const lost = lostAnchor(source, nodeOf(field), path);
    if (lost !== undefined) return lost;
  }
  return to === undefined ? removeField(source, place.fields) : setField(source, place, to);
}

/** YAML has notations that nobody foresees: nothing is edited in a way that changes anything else. */
function isWhatWasMeant(before: string, after: string, { path, to }: FieldEdit): boolean {
  const [old, now] = [before, after].map(valueOfText);
  return old !== undefined && now !== undefined && isEqual(now, changedAt(old, path, to?.value));
}

function valueOfText(text: string): Json | undefined {
  return parseInput('', Buffer.from(text)).document?.value;
}

function unclear({ path }: FieldEdit): Obstacle {
  return {
    offset: 0,
    path: dotted(path),
    message: 'is written in a way that cannot be edited without changing something else',
    hint: 'edit the file by hand',
  };
}
