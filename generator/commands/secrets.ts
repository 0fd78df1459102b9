/** `secrets`: the secrets that the provider of a cluster must contain, their users, and commands to create them. No value is read or printed. */
import { clusterSecrets } from '../secrets/cluster-secrets.ts';
import { shellScript } from '../secrets/shell-script.ts';
import type { Template } from '../secrets/templates.ts';
import { terraform } from '../secrets/terraform.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';
import { unknownName } from './unknown-name.ts';

interface SecretsArguments {
  readonly cluster: string;
  readonly template?: Template;
}

export async function secrets(
  options: GlobalOptions,
  { cluster: name, template }: SecretsArguments,
  io: Io,
): Promise<ExitCode> {
  if (template !== undefined && options.format === 'json') {
    io.err(`a template of ${template} is text\n  hint: leave out --format json`);
    return 2;
  }
  const { fleet, components } = openFleet(options, io);
  if (fleet === undefined) return 2;
  const cluster = fleet.clusters.find((candidate) => candidate.name === name);
  if (cluster === undefined) {
    const names = fleet.clusters.map((candidate) => candidate.name);
    io.err(unknownName('cluster', name, names));
    return 2;
  }
  const found = clusterSecrets(fleet, cluster, components);
  if (template !== undefined && found.provider.provider === 'generated') {
    io.err(
      `${name} generates its Secrets in the cluster: nothing to write for ${template}\n  hint: see \`secrets ${name}\``,
    );
    return 2;
  }
  if (template !== undefined) io.out(terraform(found));
  else io.out(options.format === 'json' ? JSON.stringify(found, null, 2) : shellScript(found));
  return 0;
}
