/** Commands that move changes on. */
import { InvalidArgumentError, Option } from 'commander';
import { ENGINES } from '../../fleet/model.ts';
import { STATUS_FORMATS } from '../io.ts';
import type { Registration } from './registration.ts';

/** Of a pull request, unless another is named. */
const PROPOSAL_BRANCH = 'lang-observatory/publish';

function remoteOption(): Option {
  return new Option('--remote <name>', "the clone's remote (default: the one with the address of the fleet)");
}

export const waves: Registration = (program, { done, io, reading }) => {
  program
    .command('waves')
    .description('list the waves: the commit that each is at, how far it is behind the branch, and what waits')
    .addOption(remoteOption())
    .action(async (flags) => done(await (await import('../waves.ts')).waves(reading(), flags, io)));
};

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** Of a duration such as 90s, 30m or 1h30m. */
function seconds(text: string): number {
  if (!/^(?:\d{1,4}h)?(?:\d{1,4}m)?(?:\d{1,5}s)?$/.test(text) || text === '')
    throw new InvalidArgumentError('It is not a duration such as 90s, 30m or 1h30m.');
  return [...text.matchAll(/(\d+)([smh])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unit === 'h' ? SECONDS.h : unit === 'm' ? SECONDS.m : SECONDS.s),
    0,
  );
}

export const status: Registration = (program, { done, io, readingWith }) => {
  program
    .command('status')
    .description('ask the clusters how everything that the fleet deploys is; changes nothing')
    .option('--cluster <name...>', 'only these clusters')
    .option(
      '--context-map <map...>',
      'contexts of your kubeconfig: NAME=CONTEXT, or a YAML file with many (default: the name of the cluster)',
    )
    .option(
      '--argocd-context <context...>',
      'the context of the cluster where Argo CD runs (default: argocd), or INSTANCE=CONTEXT for one of several',
    )
    .option('--wait', 'look again until everything is as the refs say, or the time is over')
    .addOption(new Option('--watch', 'look again and again until Ctrl-C').conflicts('wait'))
    .addOption(
      new Option('--timeout <duration>', 'how long to wait, such as 30m').default(1800, '30m').argParser(seconds),
    )
    .addOption(
      new Option('--rights <engine>', 'print the rights that this needs in the clusters of an engine').choices(ENGINES),
    )
    .addOption(remoteOption())
    .action(async (flags) =>
      done(await (await import('../status/status.ts')).status(readingWith(STATUS_FORMATS), flags, io)),
    );
};

export const promote: Registration = (program, { done, io, reading }) => {
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
    .action(async (flags) => done(await (await import('../promote.ts')).promote(reading(), flags, io)));
};

export const publish: Registration = (program, { done, io, options }) => {
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
    .action(async (flags) => done(await (await import('../publish/publish.ts')).publish(options(), flags, io)));
};
