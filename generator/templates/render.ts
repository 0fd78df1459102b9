/** Prose and input files from Handlebars templates. Kubernetes manifests are never made this way: they are typed objects. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { programFolder } from '../program-folder.ts';

/** The text of `generator/templates/<name>.hbs` with its fields filled in; a field that is not given is a fault of the program. */
export function renderTemplate(name: string, fields: object): string {
  const source = readFileSync(join(programFolder(), 'generator', 'templates', `${name}.hbs`), 'utf8');
  return Handlebars.compile(source, { noEscape: true })(fields);
}
