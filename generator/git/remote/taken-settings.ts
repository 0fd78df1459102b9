/**
 * What is taken from the configuration of a clone when Git talks to its server: data alone, never a command, a proxy or a helper. Git itself
 * does not read that file then, so a setting that is not here has no effect.
 */

/** With lower-case names, as Git lists them; a subsection keeps its case. */
const TAKEN = [
  /^user\.(?:name|email|signingkey)$/,
  /^(?:commit|push)\.gpgsign$/,
  /^gpg\.format$/,
  /^core\.autocrlf$/,
  // With this a checkout in CI leaves its token.
  /^http\.https?:\/\/[^\n]*\.extraheader$/,
];

export interface GitSetting {
  readonly name: string;
  readonly value: string;
}

/** `listing` is what `git config --list --null` prints: for each setting `<name>\n<value>\0`. */
export function parseSettings(listing: string): readonly GitSetting[] {
  return listing.split('\0').flatMap((entry) => {
    const end = entry.indexOf('\n');
    return end < 0 ? [] : [{ name: entry.slice(0, end), value: entry.slice(end + 1) }];
  });
}

export function takenSettings(settings: readonly GitSetting[]): readonly GitSetting[] {
  return settings.filter(({ name }) => TAKEN.some((form) => form.test(name)));
}

/** As a file of configuration. */
export function formatSettings(settings: readonly GitSetting[]): string {
  return settings.map(({ name, value }) => `${section(name)}\n\t${key(name)} = ${quoted(value)}\n`).join('');
}

function section(name: string): string {
  const [first, last] = [name.indexOf('.'), name.lastIndexOf('.')];
  const subsection = first === last ? '' : ` "${name.slice(first + 1, last).replace(/["\\]/g, '\\$&')}"`;
  return `[${name.slice(0, first)}${subsection}]`;
}

function key(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
}
