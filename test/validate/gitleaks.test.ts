/** The tokens are concatenated, so that scanners do not report this file. */
import { describe, expect, it } from 'vitest';
import { findSecrets } from '../../generator/validate/gitleaks.ts';
import { realTool } from '../real-tool.ts';

const RANDOM = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0';

const TOKENS: readonly (readonly [rule: string, token: string])[] = [
  [
    'slack-webhook-url',
    `https://hooks.slack.com/${['services', 'T01ABCDEF', 'B01ABCDEF', RANDOM.slice(0, 24)].join('/')}`,
  ],
  ['openai-api-key', `sk-${RANDOM.slice(0, 20)}${'T3Blbk'}${'FJ'}${RANDOM.slice(0, 20)}`],
  ['anthropic-api-key', `sk-ant-${'api03'}-${RANDOM.repeat(3).slice(0, 93)}AA`],
  ['gcp-api-key', `AIza${RANDOM.slice(0, 35)}`],
  ['gitlab-pat', `glpat-${RANDOM.slice(0, 20)}`],
  ['github-pat', `ghp_${RANDOM.slice(0, 36)}`],
  [
    'jwt',
    [
      { alg: 'HS256', typ: 'JWT' },
      { sub: '1234567890', name: 'Jane Doe' },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .concat(RANDOM)
      .join('.'),
  ],
  ['sendgrid-api-token', `SG.${RANDOM.slice(0, 22)}.${RANDOM.repeat(2).slice(0, 43)}`],
];

describe('a file that people wrote', () => {
  it.each(TOKENS)('is reported for a %s at its line', async (rule, token) => {
    const texts = [
      { file: 'a.yaml', text: 'a: 1\nb: 2' },
      { file: 'b.yaml', text: `c: 3\nd: {e: '${token}'} # gitleaks:allow\nf: 4\n` },
      { file: 'c.yaml', text: 'g: 5\n' },
    ];
    const found = await findSecrets(await realTool('gitleaks'), texts);
    expect(found).toContainEqual({ file: 'b.yaml', line: 2, rule });
    expect(new Set(found.map(({ file, line }) => `${file}:${line}`)).size).toBe(1);
  });

  it('is reported for an encoded secret', async () => {
    const encoded = Buffer.from(`token: ${TOKENS[4]?.[1]}`).toString('base64');
    const found = await findSecrets(await realTool('gitleaks'), [{ file: 'a.yaml', text: `x: ${encoded}\n` }]);
    expect(found.map(({ rule }) => rule)).toContain('gitlab-pat');
  });

  it('is not reported without a secret', async () => {
    const texts = [
      { file: 'fleet.yaml', text: 'kind: Fleet\nspec: {secretName: flux-system, passwordKey: password}\n' },
    ];
    expect(await findSecrets(await realTool('gitleaks'), texts)).toEqual([]);
    expect(await findSecrets('not-even-started', [])).toEqual([]);
  });
});
