/**
 * Texts of clusters made fit to be printed: one line without anything that a terminal obeys, and without anything that may be a
 * credential. Whoever calls an engine's API writes there what others have told it, such as the address of a Git server with its token.
 */
import { printableLine } from '../text/terminal.ts';

const MOST_CHARACTERS = 400;

/** In the order in which they are looked for: those that say most about what is around a secret first. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]+-----.*?(?:-----END [A-Z0-9 ]+-----|$)/gs, '***'],
  // A user and a password in an address.
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi, '$1***@'],
  [/\b((?:proxy-)?authorization\b["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|token)\s+)?[^\s"',;]+/gi, '$1***'],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, '$1 ***'],
  // Fields whose name says what they hold; whatever a Secret holds when the message quotes it.
  [
    /((?:pass(?:word|wd|phrase)?|secret(?:[_-]?(?:access[_-]?)?key)?|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|signature|sig)["']?\s*[:=]\s*)(?:"[^"]*"?|'[^']*'?|[^\s"',;&})\]]+)/gi,
    '$1***',
  ],
  [/((?:stringData|data)["']?\s*[:=]\s*)(?:\{[^}]*\}?|map\[[^\]]*\]?)/g, '$1***'],
  [/(Invalid value: )(?:"(?:[^"\\]|\\.)*"?|\{.*\}|\S+)/g, '$1***'],
  // Tokens that show what they are: JWTs, those of Git hosts, clouds and chat.
  [/\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,2}/g, '***'],
  [
    /\b(?:gh[pousr]_|github_pat_|glpat-|glsa_|glc_|xox[abprs]-|sk-|pk-lf-|AKIA|ASIA|AIza|ya29\.|hvs\.)[A-Za-z0-9._-]{8,}/g,
    '***',
  ],
  // Long texts without any word: keys in base64 or hexadecimal. A commit or digest says what it is before a colon.
  [/(?<![:\w/+@-])(?=[A-Za-z0-9+/]*[0-9])(?=[A-Za-z0-9+/]*[A-Za-z])[A-Za-z0-9+/]{41,}={0,2}/g, '***'],
];

/** The text in one line; empty when there is nothing to say. */
export function cleaned(text: string): string {
  const hidden = SECRETS.reduce((rest, [pattern, instead]) => rest.replaceAll(pattern, instead), text);
  const line = printableLine(hidden).replaceAll(/\s+/g, ' ').trim();
  return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS).trimEnd()}…` : line;
}
