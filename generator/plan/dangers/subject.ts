/** Names of objects and fields in the messages of dangers. */

import { textAt } from '../../data/fields.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { FieldChange } from '../difference/fields.ts';
import { pathText } from '../difference/path-text.ts';
import type { ComponentView } from './danger.ts';

/** `Kind namespace/name`. */
export function subjectOf({ kind, metadata }: Manifest): string {
  const namespace = textAt(metadata, 'namespace');
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${metadata.name}`;
}

/** An object on both sides, which differ. */
export interface ChangedObject {
  readonly before: Manifest;
  readonly after: Manifest;
  readonly fields: readonly FieldChange[];
}

export function changedObjects({ pairs }: ComponentView): readonly ChangedObject[] {
  return pairs.flatMap(({ before, after, change: { fields } }) =>
    before === undefined || after === undefined ? [] : [{ before, after, fields }],
  );
}

/** A field that differs, with the name of what it is a field of. */
export interface NamedField extends FieldChange {
  readonly name: string;
}

/** Of Helm values, and of objects that are on both sides. */
export function namedFields(view: ComponentView): readonly NamedField[] {
  return [
    ...view.change.values.map((field) => ({ ...field, name: `Helm value ${pathText(field.path)}` })),
    ...changedObjects(view).flatMap(({ after, fields }) =>
      fields.map((field) => ({ ...field, name: `${subjectOf(after)} ${pathText(field.path)}` })),
    ),
  ];
}
