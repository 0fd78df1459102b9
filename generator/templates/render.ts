/** Prose and input files from Handlebars templates. Kubernetes manifests are never made this way: they are typed objects. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { programFolder } from '../program-folder.ts';
import { yamlString } from '../yaml.ts';

const templates = Handlebars.create();
/** `{{yaml name}}` in an input file: a string, whatever YAML makes of its characters. */
templates.registerHelper('yaml', (text: string) => yamlString(text));

/** The text of `generator/templates/<name>.hbs` with its fields filled in; a field that is not given is a fault of the program. */
export function renderTemplate(name: string, fields: object): string {
  const source = readFileSync(join(programFolder(), 'generator', 'templates', `${name}.hbs`), 'utf8');
  return templates.compile(source, { noEscape: true })(fields);
}
