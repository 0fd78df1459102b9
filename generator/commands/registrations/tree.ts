/** Commands about the generated repository. */
import { Option } from 'commander';
import { pathOf } from '../../tree/layout.ts';
import { PLAN_FORMATS } from '../io.ts';
import type { Registration } from './registration.ts';

export const generate: Registration = (program, { done, io, options }) => {
  program
    .command('generate')
    .description(
      `write the repository from ${pathOf('fleetInput')} and ${pathOf('clusterInput', { cluster: '*' })}, then validate what changed`,
    )
    .option('--dry-run', 'write nothing, and show the whole plan of what would change')
    .option('--force', 'overwrite generated files that were edited by hand')
    .option('--no-validate', 'skip the validation')
    .option('--cluster <name...>', 'show only what changes on these clusters; the whole repository is always written')
    .action(async (flags) => done(await (await import('../generate.ts')).generate(options(), flags, io)));
};

export const check: Registration = (program, { done, io, reading }) => {
  program
    .command('check')
    .description('exit with 1 if the repository differs from what generate would write; writes nothing')
    .option('--base <rev>', 'only for generated files that were deleted or edited by hand since a Git revision')
    .action(async ({ base }: { readonly base?: string }) => {
      if (base === undefined) done(await (await import('../check.ts')).check(reading(), io));
      else done(await (await import('../check-base.ts')).checkBase(reading(), base, io));
    });
};

export const plan: Registration = (program, { done, io, readingWith }) => {
  program
    .command('plan')
    .description('show what every cluster gets and loses when what generate would write is committed; writes nothing')
    .option('--base <rev>', 'the Git revision to compare with', 'HEAD')
    .addOption(new Option('--fail-on <what>', 'exit with 1 if the plan has one').choices(['danger']))
    .action(async (flags) => done(await (await import('../plan.ts')).plan(readingWith(PLAN_FORMATS), flags, io)));
};

export const validate: Registration = (program, { done, io, reading }) => {
  program
    .command('validate')
    .description('check all manifests against schemas, and all references in the repository')
    .option('--changed <rev>', 'check only what differs from a Git revision')
    .option('--refs', 'ask the server, too, whether it has the ref of each wave')
    .action(async (flags) => done(await (await import('../validate.ts')).validate(reading(), flags, io)));
};
