/** What people are told of Secrets: every entry, who uses it, and commands that work. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shellScript } from '../../generator/secrets/shell-script.ts';
import { terraform } from '../../generator/secrets/terraform.ts';
import { commandLine } from '../commands/command-line.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { GENERATED, PROVIDER_KEYS, type Provider, secretsAt } from './fleet.ts';

const TOOLS = ['aws', 'gcloud', 'az', 'vault'] as const;

/** A command line tool that writes down how it was called and what it was given. */
const RECORDER = `#!/bin/sh
n=$$
echo "$0 $*" > "$RECORDS/$n.call"
test -z "$VAULT_NAMESPACE" || echo "in $VAULT_NAMESPACE" >> "$RECORDS/$n.call"
case "$*" in *' show '*) echo "$SHOWN" >&2; test -z "$SHOWN" && exit 0; exit 3;; esac
cat > "$RECORDS/$n.value"
`;

interface Call {
  readonly call: string;
  readonly value: string;
}

interface Outcome {
  /** What the script asks of the provider's tool. */
  readonly calls: readonly Call[];
  readonly err: string;
}

async function outcomeOf(script: string, environment: Readonly<Record<string, string>>): Promise<Outcome> {
  return inTemporaryFolder(async (folder) => {
    const [bin, records] = [join(folder, 'bin'), join(folder, 'records')];
    for (const made of [bin, records]) mkdirSync(made);
    for (const tool of TOOLS) writeFileSync(join(bin, tool), RECORDER, { mode: 0o755 });
    const env = {
      PATH: `${bin}:${process.env.PATH}`,
      RECORDS: records,
      SHOWN: '(SecretNotFound) none',
      ...environment,
    };
    const { stderr } = spawnSync('sh', { input: script, env, encoding: 'utf8' });
    const read = (name: string): string => readFileSync(join(records, name), 'utf8').trim();
    const calls = readdirSync(records)
      .filter((name) => name.endsWith('.value'))
      .map((name) => ({ call: read(name.replace('value', 'call')), value: read(name) }));
    return { calls, err: stderr };
  });
}

async function callsOf(script: string, environment: Readonly<Record<string, string>>): Promise<readonly Call[]> {
  return (await outcomeOf(script, environment)).calls;
}

const GIVEN = {
  ALERTMANAGER_RECEIVERS_SLACK_URL: 'https://hooks.example/"quoted"\\and$more',
  ALERTMANAGER_RECEIVERS_SMTP_PASSWORD: "it's %s & secret",
  REMOTE_WRITE_CENTRAL_USERNAME: 'me',
  REMOTE_WRITE_CENTRAL_PASSWORD: 'pw',
} as const;

describe('the entries of a cluster', () => {
  const { entries, provided } = secretsAt('aws');

  it('are all that its ExternalSecrets read, each with somebody who uses it', () => {
    expect(entries.map(({ name }) => name)).toContain('obs/eu-1/remote-write-central');
    expect(entries.filter(({ usedBy }) => usedBy.length === 0).map(({ name }) => name)).toEqual([]);
    expect(entries.find(({ secret }) => secret.name === 'langfuse-core')).toMatchObject({
      usedBy: ['langfuse'],
      properties: expect.arrayContaining([{ name: 'encryption-key', content: 'hex', prefix: '' }]),
    });
  });

  it('come with the Secrets that people bring themselves, and what those must hold', () => {
    expect(provided.map(({ namespace, name, from }) => [`${namespace}/${name}`, from])).toEqual([
      ['flux-system/flux-system', 'repository.secretName'],
      ['flux-system/observatory-slack', 'alerting.slack'],
      ['flux-system/observatory-teams', 'alerting.teams'],
      ['lang-observatory/teams-hook', 'alerting.teams.secretName'],
    ]);
    expect(provided.map(({ holds }) => holds)).toEqual([
      expect.stringContaining('Git repository'),
      'Key address: the URL of a Slack incoming webhook.',
      'Key address: the URL of a workflow of Microsoft Teams that posts to a channel.',
      expect.stringContaining('whose key teams-url holds the URL'),
    ]);
  });

  it('hold for something external what is valid there, and never a value that is made up', () => {
    const external = secretsAt(
      'aws',
      '{postgres: {mode: external, external: {host: db.acme.io, langfuse: {}, grafana: {secretName: mine}}}}',
    );
    const langfuse = external.entries.find(({ secret }) => secret.name === 'postgres-langfuse');
    expect(langfuse?.properties).toEqual([
      { name: 'password', content: { known: expect.stringContaining('the value that is valid there') }, prefix: '' },
    ]);
    expect(external.entries.some(({ secret }) => secret.name === 'postgres-grafana')).toBe(false);
    expect(external.provided.map(({ name, from }) => [name, from])).toContainEqual([
      'mine',
      'components.postgres.external.grafana.secretName',
    ]);
  });

  it('are of the engine that reads the cluster: Argo CD brings no Secrets of Flux', () => {
    const names = secretsAt('aws', '{}', 'argocd').provided.map(({ namespace }) => namespace);
    expect(names).toEqual(['lang-observatory']);
  });
});

const CALLS: Readonly<Record<Provider, (entry: string) => string>> = {
  aws: (entry) =>
    `aws secretsmanager create-secret --region eu-west-1 --name ${entry} --secret-string file:///dev/stdin`,
  gcp: (entry) => `gcloud secrets create ${entry} --project acme-prod --data-file=-`,
  azure: (entry) =>
    `az keyvault secret set --vault-name acme --name ${entry} --file /dev/stdin --encoding utf-8 --output none`,
  vault: (entry) => `vault kv put -mount=kv -cas=0 ${entry} -\nin team-a`,
};

describe.each(PROVIDER_KEYS)('the script for %s', (provider) => {
  const secrets = secretsAt(provider);

  it('puts every entry there as JSON, with values on no command line', async () => {
    const calls = await callsOf(shellScript(secrets), GIVEN);
    const byCall = new Map(calls.map(({ call, value }) => [call.replace(/^\S*\//, ''), JSON.parse(value)]));
    expect([...byCall.keys()].sort()).toEqual(secrets.entries.map(({ name }) => CALLS[provider](name)).sort());
    for (const { name, properties } of secrets.entries) {
      const value = byCall.get(CALLS[provider](name));
      expect(Object.keys(value)).toEqual(properties.map((property) => property.name));
      for (const { name: key, content, prefix } of properties)
        if (typeof content === 'string') expect(value[key]).toMatch(new RegExp(`^${prefix}[0-9a-f]{64}$`));
    }
    const receivers = secrets.entries.find(({ secret }) => secret.name === 'alertmanager-receivers');
    expect(byCall.get(CALLS[provider](receivers?.name ?? ''))).toEqual({
      'slack-url': GIVEN.ALERTMANAGER_RECEIVERS_SLACK_URL,
      'smtp-password': GIVEN.ALERTMANAGER_RECEIVERS_SMTP_PASSWORD,
    });
  });

  it('puts no entry there whose value only people know and nobody has said', async () => {
    const { ALERTMANAGER_RECEIVERS_SLACK_URL: _, ...others } = GIVEN;
    const { calls, err } = await outcomeOf(shellScript(secrets), others);
    expect(calls.map(({ call }) => call).join()).not.toContain('alertmanager-receivers');
    expect(err).toContain('ALERTMANAGER_RECEIVERS_SLACK_URL: is not set');
  });

  it.each(['', 'two\nlines', 'a\ttab'])('puts no entry there whose value is %j', async (value) => {
    const calls = await callsOf(shellScript(secrets), { ...GIVEN, ALERTMANAGER_RECEIVERS_SLACK_URL: value });
    expect(calls.map(({ call }) => call).join()).not.toContain('alertmanager-receivers');
  });

  it('makes no empty password where there is no openssl', async () => {
    const calls = await callsOf(`openssl() { return 127; }\n${shellScript(secrets)}`, GIVEN);
    const given = calls.map(({ call }) => call).filter((call) => !/alertmanager-receivers|remote-write/.test(call));
    expect(given).toEqual([]);
  });

  it('has a twin for Terraform with the same entries, none of whose values is in its state', () => {
    const text = terraform(secrets);
    for (const { name } of secrets.entries) expect(text).toContain(`= "${name}"`);
    expect(text.match(/_wo +=/g)).toHaveLength(secrets.entries.length);
    expect(text).toMatch(
      /"encryption-key" = sha256\(ephemeral\.random_password\.langfuse_core_encryption_key\.result\)/,
    );
    expect(text).toMatch(/"public-key" = "pk-lf-\$\{ephemeral\./);
    expect(text).not.toMatch(/^resource "random_/m);
  });
});

it.each(['', '(Forbidden) no right to look'])(
  'an entry of Azure Key Vault is not written over, nor where nobody can tell: %j',
  async (shown) => {
    expect(await callsOf(shellScript(secretsAt('azure')), { ...GIVEN, SHOWN: shown })).toEqual([]);
  },
);

it('Terraform writes into the namespace of Vault', () => {
  expect(terraform(secretsAt('vault'))).toContain('namespace            = "team-a"');
});

describe('the command', () => {
  it('says of a cluster that generates its Secrets that nothing is to be done', () =>
    inTemporaryFolder(async (repo) => {
      writeFiles(repo, GENERATED);
      expect(await commandLine(repo, 'secrets', 'eu-1')).toEqual({
        exitCode: 0,
        out: '# eu-1: every Secret is generated in the cluster, once.',
        err: '',
      });
      expect(await commandLine(repo, 'secrets', 'eu-1', '--template')).toMatchObject({ exitCode: 2, out: '' });
      expect((await commandLine(repo, 'secrets', 'eu-2')).err).toContain('unknown cluster eu-2');
      const { out } = await commandLine(repo, '--format', 'json', 'secrets', 'eu-1');
      expect(JSON.parse(out)).toMatchObject({ cluster: 'eu-1', entries: [], provided: [] });
    }));
});
