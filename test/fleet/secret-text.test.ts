/** What counts as a secret in the input, and is never printed. */
import { describe, expect, it } from 'vitest';
import { masked, secretPlaces } from '../../generator/fleet/parse/secret-text.ts';

/** Names as charts and applications have them, in the notation of YAML, of variables and of Helm. */
const NAMES = [
  ...['password', 'adminPassword', 'DB_PASSWORD', 'redis-passwd', 'passphrase', 'dbPass', 'SMTP_PASS'],
  ...['token', 'apiToken', 'GITHUB_TOKEN', 'salt', 'LANGFUSE_SALT', 'apikey', 'OPENAI_API_KEY', 'apiKey'],
  ...['secretKey', 'S3_SECRET_KEY', 'secretAccessKey', 'AWS_SECRET_ACCESS_KEY', 'privateKey', 'TLS_PRIVATE_KEY'],
  ...['encryptionKey', 'ENCRYPTION_KEY', 'signingKey', 'JWT_SIGNING_KEY', 'accountKey', 'AZURE_ACCOUNT_KEY'],
  ...['clientSecret', 'AUTH_GITHUB_CLIENT_SECRET', 'appSecret', 'NEXTAUTH_SECRET', 'webhookSecret', 'shared-secret'],
];

const TEXTS = [
  '-----BEGIN PRIVATE KEY-----',
  '-----BEGIN RSA PRIVATE KEY-----',
  `AKIA${'A1'.repeat(8)}`,
  `ghp_${'a1B2'.repeat(9)}`,
  'xoxb-123456789012-abc',
  'sk-lf-01234567-89ab-cdef-0123-456789abcdef',
  'postgresql://langfuse:hunter2@pg.acme.io/langfuse',
  'Basic bGFuZ2Z1c2U6aHVudGVyMg==',
  'Bearer abcdefghijklmnop',
];

describe('a secret in the input', () => {
  it.each(NAMES)('is found and masked below %s', (name) => {
    expect([...secretPlaces({ values: { [name]: 'hunter2' } })]).toEqual([{ path: ['values', name], name }]);
    expect(masked(`${name}: hunter2`)).toBe(`${name}: *******`);
    const variable = { name, value: 'hunter2' };
    expect([...secretPlaces([variable])]).toEqual([{ path: [0, 'value'], name }]);
    expect(masked(`- {name: ${name}, value: hunter2}`)).toBe(`- {name: ${name}, value: *******}`);
  });

  it.each(TEXTS)('is found and masked by its form under any name: %s', (text) => {
    expect([...secretPlaces({ note: text })]).toEqual([{ path: ['note'], name: 'note' }]);
    expect(masked(`note: ${text}`)).not.toContain(text);
  });

  it.each([
    ['refers to a key of a Secret', { existingSecret: 'pg', password: 'admin-password' }],
    ['refers to a Secret', { passwordKey: 'hunter2', secretName: 'hunter2' }],
    ['is put in by another program', { password: '{{ .password }}', token: '${TOKEN}', salt: '$(SALT)' }],
    ['is empty', { password: '' }],
    ['is a switch', { env: [{ name: 'AUTH_DISABLE_USERNAME_PASSWORD', value: 'true' }], token: 'False' }],
    ['names the key that an ExternalSecret fills', { secretKey: 'password', remoteRef: { key: 'pg' } }],
  ])('is not what %s', (_what, value) => {
    expect([...secretPlaces(value)]).toEqual([]);
  });
});
