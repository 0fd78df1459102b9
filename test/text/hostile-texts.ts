import fc, { type Arbitrary } from 'fast-check';

/** What programs that get a text take for more than text. */
export const HOSTILE: readonly string[] = [
  ...['{{ .cluster }}', '{{"', '}}', '{{- end }}', '{{/*'],
  ...['${env:HOME}', '${file:/etc/passwd}', '$(POD_NAME)', '$$', '$${env:A}', '$__env{A}', '$HOME'],
  ...["'; touch x; '", "'", '"', '`id`', '$(id)', ';', '&&', '|', '>', '*', '\\', "\\'", '!', '#', ' ', '~'],
  ...[
    '\n',
    '\r',
    '\n---\n',
    ': ',
    ' #',
    '- ',
    '"}\n',
    '\u0000',
    '\u001b[31m',
    '\u0085',
    '\u009b',
    '\u202e',
    '\u2066',
    '\u061c',
    '\u2028',
    '\ud800',
    '\uffff',
  ],
  ...['-oProxyCommand=x', '--upload-pack=x', 'ext::sh', '漢', '😀', '—'],
];

/** Texts that are made of them, of what is harmless, and of anything. */
export const hostileText: Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.constantFrom('a', 'main', '/', '.'), fc.string({ unit: 'binary' })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''));
