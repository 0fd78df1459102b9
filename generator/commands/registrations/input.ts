/** Commands that edit the input. */
import { type Command, Option } from 'commander';
import { ENGINES, PROVIDERS } from '../../fleet/model.ts';
import { pathOf } from '../../tree/layout.ts';
import { told } from '../told.ts';
import type { Registration } from './registration.ts';

function editing(command: Command): Command {
  return command
    .addOption(new Option('--environment <name>', 'for the clusters of an environment').conflicts(['group', 'cluster']))
    .addOption(new Option('--group <name>', 'for the clusters of a group').conflicts('cluster'))
    .option('--cluster <name>', 'for one cluster')
    .option('--dry-run', 'write nothing, only print what would change')
    .option('--no-validate', 'skip the validation');
}

export const add: Registration = (program, { done, io, options }) => {
  program
    .command('add')
    .description('add to the fleet')
    .command('cluster')
    .description(`write ${pathOf('clusterInput', { cluster: '<name>' })} and generate`)
    .argument('[name]', 'name of the cluster')
    .option('--environment <name>', 'one of the environments in fleet.yaml')
    .addOption(new Option('--engine <engine>', 'the GitOps engine of the cluster').choices(ENGINES))
    .addOption(new Option('--provider <provider>', 'the provider of the cluster').choices(PROVIDERS))
    .option('--region <region>', "the provider's region")
    .option('--no-validate', 'skip the validation')
    .action(async (name, flags) =>
      done(await (await import('../add-cluster.ts')).addCluster(options(), { name, ...flags }, io)),
    );
};

export const importClusters: Registration = (program, { done, io, options }) => {
  program
    .command('import')
    .description(
      `ask clusters, or the Argo CD that knows them, what they are, write ${pathOf('clusterInput', { cluster: '<name>' })} for each, and generate`,
    )
    .argument('[context...]', 'contexts of your kubeconfig')
    .option('--environment <name>', 'one of the environments in fleet.yaml')
    .addOption(new Option('--engine <engine>', 'the GitOps engine of the clusters').choices(ENGINES))
    .option('--name <name>', 'name of the cluster (default: told by the path of Flux, or by its context)')
    .option(
      '--registration <store>',
      'also write how Argo CD knows them, with tokens of this ClusterSecretStore of its cluster',
    )
    .addOption(
      new Option(
        '--argocd <context>',
        'import the clusters that Argo CD knows, by the context of the cluster where it runs',
      ).conflicts(['engine', 'name', 'registration']),
    )
    .option('--namespace <name>', 'namespace of that Argo CD (default: the first one of the fleet)')
    .option('--dry-run', 'write nothing, only print the files')
    .option('--no-validate', 'skip the validation')
    .action(async (contexts, flags) =>
      done(await (await import('../import/import.ts')).importClusters(options(), contexts, flags, io)),
    );
};

export const remove: Registration = (program, { done, io, options }) => {
  program
    .command('remove')
    .description('remove from the fleet')
    .command('cluster')
    .description(`remove ${pathOf('clusterInput', { cluster: '<name>' })} and what was generated from it`)
    .argument('<name>', 'name of the cluster')
    .option('--dry-run', 'write nothing, only print what would change')
    .option('--no-validate', 'skip the validation')
    .action(async (name, flags) =>
      done(await (await import('../edit/remove-cluster.ts')).removeCluster(options(), name, flags, io)),
    );
};

export const set: Registration = (program, { done, io, options }) => {
  editing(program.command('set'))
    .description('write one setting into the input, and generate')
    .argument('<path>', 'path of the setting, such as components.langfuse.web.replicas.min')
    .argument('<value>', 'its value, as YAML')
    .action(async (path, value, flags) =>
      done(await (await import('../edit/set.ts')).set(options(), { path, value }, flags, io)),
    );
};

export const unset: Registration = (program, { done, io, options }) => {
  editing(program.command('unset'))
    .description('remove one setting from the input, and generate')
    .argument('<path>', 'path of the setting, such as components.langfuse.web.replicas.min')
    .action(async (path, flags) => done(await (await import('../edit/set.ts')).unset(options(), path, flags, io)));
};

export const pin: Registration = (program, { done, io, options }) => {
  editing(program.command('pin'))
    .description('pin the version of a component in the input, and generate')
    .argument('[component]')
    .argument('[version]', 'version of its chart, or of the manifests of upstream')
    .option('--set <name>', 'in place of both: bring every version that is said there to this known-good set')
    .action(async (component, version, { set: name, ...flags }) =>
      done(
        (component === undefined) === (name === undefined) || (version === undefined) !== (component === undefined)
          ? told(['pin needs COMPONENT VERSION, or --set NAME'], 2, io)
          : name === undefined
            ? await (await import('../edit/pin.ts')).pin(options(), { component, version }, flags, io)
            : await (await import('../edit/pin-set.ts')).pinSet(options(), name, flags, io),
      ),
    );
};

export const unpin: Registration = (program, { done, io, options }) => {
  editing(program.command('unpin'))
    .description('remove the version of a component from the input, and generate')
    .argument('<component>')
    .action(async (component, flags) =>
      done(await (await import('../edit/pin.ts')).unpin(options(), component, flags, io)),
    );
};

export const restore: Registration = (program, { done, io, options }) => {
  program
    .command('restore')
    .description('write into the input that a cluster gets its data of an earlier time back, and generate')
    .argument('<cluster>')
    .option('--to <time>', 'the time, such as 2026-08-01T10:00:00Z')
    .option('--component <name...>', 'what to restore; everything that has backups by default')
    .option(
      '--from <folder>',
      'the folder of the bucket with the backups; by default that which reaches back to the time',
    )
    .option('--check', 'write nothing, and say what the input says of the backups')
    .option('--dry-run', 'write nothing, only print what would change')
    .option('--no-validate', 'skip the validation')
    .action(async (cluster, flags) =>
      done(await (await import('../restore/restore.ts')).restore(options(), cluster, flags, io)),
    );
};
