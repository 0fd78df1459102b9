/** Prose and input files from Handlebars templates. Kubernetes manifests are never made this way: they are typed objects. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { yamlString } from '../data/yaml.ts';
import { programFolder } from '../program/program-folder.ts';
import { shellWord } from '../text/shell.ts';
import { textTemplate } from '../text/template.ts';

/**
 * `{{yaml x}}`, `{{json x}}` and `{{shell x}}` put a text of somebody else into a file, where it stays one text. `{{indent n x}}` puts lines
 * into a block of YAML, and `{{expression x}}` is one of GitHub, whose braces are those of Handlebars.
 */
const HELPERS = {
  yaml: (text: string) => yamlString(text),
  json: (text: string) => JSON.stringify(text),
  shell: (text: string) => shellWord(text),
  indent: (width: number, text: string) => text.trimEnd().replaceAll(/^(?=.)/gm, ' '.repeat(width)),
  expression: (text: string) => `\${{ ${text} }}`,
};

/** The text of `generator/templates/<name>.hbs` with its fields filled in. Throws where the template has a field that is not given. */
export function renderTemplate(name: string, fields: object): string {
  const source = readFileSync(join(programFolder(), 'generator', 'templates', `${name}.hbs`), 'utf8');
  return textTemplate(name, source, HELPERS)(fields);
}
