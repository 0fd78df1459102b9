/** The command line: names, arguments and options. Each command is loaded only when it is called, because start-up counts. */

import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { LANGUAGES } from '../connect/languages.ts';
import { ENGINES, PROVIDERS } from '../fleet/model.ts';
import { programVersion } from '../program/program-folder.ts';
import { TEMPLATES } from '../secrets/templates.ts';
import { printable } from '../text/terminal.ts';
import { pathOf } from '../tree/layout.ts';
import { failureOf } from './failure.ts';
import { fleetAbove } from './fleet-folder.ts';
import { CIS, COMMITS } from './init/ci.ts';
import { type ExitCode, type GlobalOptions, type Io, OUTPUT_FORMATS, PLAN_FORMATS } from './io.ts';
import { withUsageHint } from './usage-hints.ts';

/** Runs the command line and returns the exit code; every error is printed as a message. */
export async function run(argv: readonly string[], world: Io): Promise<ExitCode> {
  // File names, arguments and output of other programs can contain control characters.
  const out: Io['out'] = (text, paint = (safe) => safe) => world.out(paint(printable(text)));
  const io: Io = { ...world, out, err: (text) => world.err(printable(text)) };
  const state: { exitCode: ExitCode } = { exitCode: 0 };
  const program = buildProgram(io, (exitCode) => {
    state.exitCode = exitCode;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    const { exitCode, text } = failureOf(error, argv);
    if (text !== undefined) io.err(text);
    return exitCode;
  }
  return state.exitCode;
}

/** Of a pull request, unless another is named. */
const PROPOSAL_BRANCH = 'lang-observatory/publish';

function remoteOption(): Option {
  return new Option('--remote <name>', "the clone's remote (default: the one with the address of the fleet)");
}

function buildProgram(io: Io, done: (exitCode: ExitCode) => void): Command {
  const program: Command = new Command('lang-observatory')
    .description('Generates a GitOps repository for LLM observability on a fleet of Kubernetes clusters.')
    .version(programVersion(), '--version', 'print the version of the program')
    .option('--repo <dir>', 'the repository of the fleet', '.')
    .addOption(new Option('--format <format>', 'how results are printed').choices(PLAN_FORMATS).default('text'))
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
      outputError: (text, write) => write(withUsageHint(text, program)),
    });
  const optionsWith = <Format extends string>(formats: readonly Format[]): GlobalOptions<Format> => {
    const { repo, format: given } = program.opts<GlobalOptions<string>>();
    const format = formats.find((one) => one === given);
    if (format === undefined)
      return program.error(
        `error: option '--format <format>' argument '${given}' is invalid. Allowed choices are ${formats.join(', ')}.`,
      );
    return { repo: resolve(io.cwd, repo), format };
  };
  const options = (): GlobalOptions => optionsWith(OUTPUT_FORMATS);
  // Like Git, commands that only read search the parent folders; commands that write do not.
  const readingWith = <Format extends string>(formats: readonly Format[]): GlobalOptions<Format> => {
    const given = optionsWith(formats);
    const above = program.getOptionValueSource('repo') === 'default' ? fleetAbove(given.repo) : undefined;
    if (above === undefined) return given;
    io.err(`reading the fleet in ${above}`);
    return { ...given, repo: above };
  };
  const reading = (): GlobalOptions => readingWith(OUTPUT_FORMATS);

  program
    .command('generate')
    .description(
      `write the repository from ${pathOf('fleetInput')} and ${pathOf('clusterInput', { cluster: '*' })}, then validate what changed`,
    )
    .option('--dry-run', 'write nothing, and show the whole plan of what would change')
    .option('--force', 'overwrite generated files that were edited by hand')
    .option('--no-validate', 'skip the validation')
    .option('--cluster <name...>', 'show only what changes on these clusters; the whole repository is always written')
    .action(async (flags) => done(await (await import('./generate.ts')).generate(options(), flags, io)));

  program
    .command('check')
    .description('exit with 1 if the repository differs from what generate would write; writes nothing')
    .option('--base <rev>', 'only for generated files that were deleted or edited by hand since a Git revision')
    .action(async ({ base }: { readonly base?: string }) => {
      if (base === undefined) done(await (await import('./check.ts')).check(reading(), io));
      else done(await (await import('./check-base.ts')).checkBase(reading(), base, io));
    });

  program
    .command('plan')
    .description('show what every cluster gets and loses when what generate would write is committed; writes nothing')
    .option('--base <rev>', 'the Git revision to compare with', 'HEAD')
    .addOption(new Option('--fail-on <what>', 'exit with 1 if the plan has one').choices(['danger']))
    .action(async (flags) => done(await (await import('./plan.ts')).plan(readingWith(PLAN_FORMATS), flags, io)));

  program
    .command('waves')
    .description('list the waves: the commit that each is at, how far it is behind the branch, and what waits')
    .addOption(remoteOption())
    .action(async (flags) => done(await (await import('./waves.ts')).waves(reading(), flags, io)));

  program
    .command('promote')
    .description("move a wave's ref on the server, after showing what that does to its clusters")
    .requiredOption('--to <wave>', 'the wave')
    .option('--commit <rev>', 'the commit (default: that of the wave before it, or of the branch for the first one)')
    .option('--back', 'take a commit that lacks something of what the wave has now')
    .option('--skip-wave', 'take a commit that the wave before it does not have')
    .option('--dry-run', 'move nothing, only print what would change')
    .option('--yes', 'do not ask')
    .addOption(remoteOption())
    .action(async (flags) => done(await (await import('./promote.ts')).promote(reading(), flags, io)));

  program
    .command('publish')
    .description('generate, validate, commit and push, on top of whatever others have pushed')
    .option('--message <text>', 'the first line of the message of the commit (default: what changes)')
    .addOption(
      new Option(
        '--pull-request [branch]',
        'propose it from this branch in a pull request, and push to no other',
      ).preset(PROPOSAL_BRANCH),
    )
    .addOption(remoteOption())
    .action(async (flags) => done(await (await import('./publish/publish.ts')).publish(options(), flags, io)));

  program
    .command('compare')
    .description('show two clusters, or two environments, side by side: only what differs')
    .argument('<a>', 'name of a cluster or environment')
    .argument('<b>', 'name of another')
    .action(async (left, right) =>
      done(await (await import('./compare.ts')).compare(readingWith(PLAN_FORMATS), { left, right }, io)),
    );

  program
    .command('validate')
    .description('check all manifests against schemas, and all references in the repository')
    .option('--changed <rev>', 'check only what differs from a Git revision')
    .option('--refs', 'ask the server, too, whether it has the ref of each wave')
    .action(async (flags) => done(await (await import('./validate.ts')).validate(reading(), flags, io)));

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
      done(await (await import('./add-cluster.ts')).addCluster(options(), { name, ...flags }, io)),
    );

  program
    .command('remove')
    .description('remove from the fleet')
    .command('cluster')
    .description(`remove ${pathOf('clusterInput', { cluster: '<name>' })} and what was generated from it`)
    .argument('<name>', 'name of the cluster')
    .option('--dry-run', 'write nothing, only print what would change')
    .option('--no-validate', 'skip the validation')
    .action(async (name, flags) =>
      done(await (await import('./edit/remove-cluster.ts')).removeCluster(options(), name, flags, io)),
    );

  const editing = (command: Command): Command =>
    command
      .addOption(new Option('--environment <name>', 'for the clusters of an environment').conflicts('cluster'))
      .option('--cluster <name>', 'for one cluster')
      .option('--dry-run', 'write nothing, only print what would change')
      .option('--no-validate', 'skip the validation');

  editing(program.command('set'))
    .description('write one setting into the input, and generate')
    .argument('<path>', 'path of the setting, such as components.langfuse.web.replicas.min')
    .argument('<value>', 'its value, as YAML')
    .action(async (path, value, flags) =>
      done(await (await import('./edit/set.ts')).set(options(), { path, value }, flags, io)),
    );

  editing(program.command('unset'))
    .description('remove one setting from the input, and generate')
    .argument('<path>', 'path of the setting, such as components.langfuse.web.replicas.min')
    .action(async (path, flags) => done(await (await import('./edit/set.ts')).unset(options(), path, flags, io)));

  editing(program.command('pin'))
    .description('pin the version of a component in the input, and generate')
    .argument('<component>')
    .argument('<version>', 'version of its chart, or of the manifests of upstream')
    .action(async (component, version, flags) =>
      done(await (await import('./edit/pin.ts')).pin(options(), { component, version }, flags, io)),
    );

  editing(program.command('unpin'))
    .description('remove the version of a component from the input, and generate')
    .argument('<component>')
    .action(async (component, flags) =>
      done(await (await import('./edit/pin.ts')).unpin(options(), component, flags, io)),
    );

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
      done(await (await import('./init/init.ts')).init(resolve(io.cwd, dir), flags, options().format, io)),
    );

  program
    .command('explain')
    .description(
      'list the components of a cluster; show the settings of one, or where a setting or Helm value comes from',
    )
    .argument('<cluster>')
    .argument('[component]', 'all components are listed if it is missing')
    .argument('[path]', 'path of a Helm value or setting, such as web.replicas')
    .action(async (cluster, component, path) =>
      done(await (await import('./explain.ts')).explain(reading(), { cluster, component, path }, io)),
    );

  program
    .command('connect')
    .description('show what an application needs to send telemetry to the collector of its cluster')
    .argument('<cluster>')
    .requiredOption('--app <name>', 'name of the application: of its service, its Deployment and its container')
    .requiredOption('--namespace <name>', 'namespace of the application')
    .addOption(new Option('--language <language>', 'language of the example').choices(LANGUAGES).default('python'))
    .option('--write <dir>', 'write files to this folder: manifests, a README and the example')
    .action(async (cluster, { write, ...flags }) => {
      const folder = write === undefined ? {} : { write: resolve(io.cwd, write) };
      done(await (await import('./connect.ts')).connect(reading(), { cluster, ...flags, ...folder }, io));
    });

  program
    .command('secrets')
    .description('list the secrets that the provider of a cluster must contain, with the commands that create them')
    .argument('<cluster>')
    .addOption(new Option('--template [tool]', 'print it for this tool instead').choices(TEMPLATES).preset('terraform'))
    .action(async (cluster, flags) =>
      done(await (await import('./secrets.ts')).secrets(reading(), { cluster, ...flags }, io)),
    );

  program
    .command('schema')
    .description('write the JSON Schemas of fleet.yaml and cluster.yaml for editors')
    .action(async () => done(await (await import('./schema.ts')).schema(options(), io)));

  program
    .command('upgrade')
    .description('put another version of this program into the repository, and generate with it')
    .option('--to <version>', 'a published version, or a packed file (default: the version that is running)')
    .option('--downgrade', 'allow a version that is older than that of the repository')
    .option('--no-validate', 'skip the validation')
    .action(async (flags) => done(await (await import('./upgrade/upgrade.ts')).upgrade(options(), flags, io)));

  program
    .command('tools')
    .description('build the programs that validation runs, unless they are there, and print their paths')
    .action(async () => done(await (await import('./tools.ts')).tools(options().format, io)));

  return program;
}
