import { describe, expect, it } from 'vitest';
import { cleaned } from '../../generator/live/clean.ts';

/** Put together here, so that no scanner of this repository takes them for real ones. */
const PLANTED = {
  jwt: ['eyJhbGciOiJSUzI1NiJ9', 'eyJzdWIiOiJhZG1pbiJ9', 'c2lnbmF0dXJl'].join('.'),
  github: `ghp_${'a1B2'.repeat(9)}`,
  gitlab: `glpat-${'x9Y8'.repeat(5)}`,
  grafana: `glsa_${'z7W6'.repeat(6)}`,
  aws: `AKIA${'ABCD1234'.repeat(2)}`,
  base64: Buffer.from('a password that nobody must ever see, 123456').toString('base64'),
  password: 'correct-horse-battery',
} as const;

const { jwt, github, gitlab, grafana, aws, base64, password } = PLANTED;

describe('a text of a cluster', () => {
  it.each([
    ['an address', `failed to fetch https://bot:${password}@git.acme.io/fleet.git: 401`],
    ['a header', `request failed: Authorization: Bearer ${jwt}`],
    ['another header', `authorization: Basic ${base64}`],
    ['a token of a service account', `token ${jwt} is expired`],
    ['a token of GitHub', `remote: ${github} is not valid`],
    ['a token of Grafana', `Invalid API key ${grafana}`],
    ['a token of GitLab', `bad credentials ${gitlab}`],
    ['a key of AWS', `The AWS Access Key Id ${aws} does not exist`],
    ['a field', `values: password: ${password}, user: x`],
    ['a field in JSON', `{"clientSecret": "${password}", "a": 1}`],
    ['a variable', `CLICKHOUSE_PASSWORD=${password} is refused`],
    ['the data of a Secret', `Secret "x" is invalid: data: {"a": "${base64}"}`],
    ['the data of a Secret in Go', `v1.Secret stringData:map[a:${password}]`],
    ['a value that the API server refuses', `Secret "x" is invalid: data[a]: Invalid value: "${password}": no`],
    ['a value with a quote in it', `Invalid value: "a\\"${password}": no`],
    ['a key in base64', `cannot decode ${base64}`],
    ['a key in PEM', `-----BEGIN RSA PRIVATE KEY-----\n${base64}\n-----END RSA PRIVATE KEY-----`],
    ['a key in PEM that was cut', `bad -----BEGIN PRIVATE KEY----- ${base64}`],
    ['a query', `Get https://blob.acme.io/x?sig=${password}&se=1: 403`],
  ])('loses %s', (_, text) => {
    const found = cleaned(text);
    for (const secret of Object.values(PLANTED)) expect(found).not.toContain(secret);
    expect(found).toContain('***');
  });

  it.each([
    "dependency 'flux-system/observatory-clickhouse' is not ready",
    'Applied revision: refs/heads/main@sha1:9d41c7de0a52e7f2b7f1e4a7c0de6a3b1c9f5e21',
    'Helm install failed for release clickhouse/clickhouse with chart clickhouse@0.2.1: context deadline exceeded',
    'secret "langfuse" not found',
    'secrets "langfuse-clickhouse" is forbidden: User "system:serviceaccount:a:b" cannot get resource "secrets"',
    'failed to fetch https://git.acme.io/fleet.git: 401',
    'pull registry.acme.io/charts/x:1.0.0@sha256:9d41c7de0a52e7f2b7f1e4a7c0de6a3b1c9f5e219d41c7de0a52e7f2b7f1e4a7: denied',
    'timeout waiting for: [StatefulSet/lang-observatory/prometheus-observatory-alertmanager-instance status: InProgress]',
  ])('keeps what says what is wrong: %s', (text) => {
    expect(cleaned(text)).toBe(text);
  });

  it('is one short line that no terminal obeys', () => {
    const found = cleaned(`one\u001b[31m\ntwo\u202e\u0007${' word'.repeat(200)}`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(found).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    expect(found.length).toBeLessThanOrEqual(401);
    expect(found).toMatch(/^one \[31m two .*…$/);
  });
});
