/** The command that begins a fleet. */
import { resolve } from 'node:path';
import { Option } from 'commander';
import { ENGINES, PROVIDERS } from '../../fleet/model.ts';
import { CIS, COMMITS } from '../init/ci.ts';
import type { Registration } from './registration.ts';

export const init: Registration = (program, { done, io, options }) => {
  program
    .command('init')
    .description('create a fleet: in a new folder, or in a Git repository that is there')
    .argument('<dir>', 'folder of the fleet')
    .option('--name <name>', 'name of the fleet (default: name of the folder)')
    .option('--url <url>', 'address of the Git repository that Argo CD or Flux will read (default: the remote origin)')
    .option(
      '--branch <branch>',
      'branch that changes are merged into (default: the one that is checked out there, or main)',
    )
    .option('--domain <domain>', 'parent domain of the public host names', 'observability.example.com')
    .option('--environment <name>', 'environment of the first cluster', 'prod')
    .option('--cluster <name>', 'name of the first cluster', 'cluster-1')
    .addOption(
      new Option('--engine <engine>', 'the GitOps engine of the first cluster').choices(ENGINES).default('argocd'),
    )
    .addOption(new Option('--provider <provider>', 'the provider of the cluster').choices(PROVIDERS).default('bare'))
    .option('--region <region>', "the provider's region")
    .option(
      '--package <spec>',
      'where the repository gets the program from: a packed file, an npm version or a Git address (default: this program, as a file)',
    )
    .option('--no-validate', 'skip the validation')
    .addOption(
      new Option('--ci <ci>', 'the CI that a pipeline is written for (default: told from the address)').choices([
        ...CIS,
        'none',
      ]),
    )
    .addOption(
      new Option(
        '--commit <how>',
        'how generated files get into the branch: a bot pushes or proposes them, or authors do',
      )
        .choices(COMMITS)
        .default('push'),
    )
    .action(async (dir, flags) =>
      done(await (await import('../init/init.ts')).init(resolve(io.cwd, dir), flags, options().format, io)),
    );
};
