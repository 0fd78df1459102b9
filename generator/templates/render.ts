/** Prose and input files from Handlebars templates. Kubernetes manifests are never made this way: they are typed objects. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { yamlString } from '../data/yaml.ts';
import { programFolder } from '../program/program-folder.ts';
import { shellWord } from '../text/shell.ts';

const templates = Handlebars.create();
/**
 * `{{yaml x}}`, `{{json x}}` and `{{shell x}}` put a text of somebody else into a file, where it stays one text. `{{indent n x}}` puts lines
 * into a block of YAML, and `{{expression x}}` is one of GitHub, whose braces are those of Handlebars.
 */
templates.registerHelper({
  yaml: (text: string) => yamlString(text),
  json: (text: string) => JSON.stringify(text),
  shell: (text: string) => shellWord(text),
  indent: (width: number, text: string) => text.trimEnd().replaceAll(/^(?=.)/gm, ' '.repeat(width)),
  expression: (text: string) => `\${{ ${text} }}`,
});

/** The text of `generator/templates/<name>.hbs` with its fields filled in; a field that is not given is empty. */
export function renderTemplate(name: string, fields: object): string {
  const source = readFileSync(join(programFolder(), 'generator', 'templates', `${name}.hbs`), 'utf8');
  return templates.compile(source, { noEscape: true })(fields);
}
