/** Commands about the program itself, and for editors. */
import type { Registration } from './registration.ts';

export const schema: Registration = (program, { done, io, options }) => {
  program
    .command('schema')
    .description('write the JSON Schemas of fleet.yaml and cluster.yaml for editors')
    .action(async () => done(await (await import('../schema.ts')).schema(options(), io)));
};

export const upgrade: Registration = (program, { done, io, options }) => {
  program
    .command('upgrade')
    .description('put another version of this program into the repository, and generate with it')
    .option('--to <version>', 'a published version, or a packed file (default: the version that is running)')
    .option('--downgrade', 'allow a version that is older than that of the repository')
    .option('--no-validate', 'skip the validation')
    .action(async (flags) => done(await (await import('../upgrade/upgrade.ts')).upgrade(options(), flags, io)));
};

export const tools: Registration = (program, { done, io, options }) => {
  program
    .command('tools')
    .description('build the programs that validation runs, unless they are there, and print their paths')
    .action(async () => done(await (await import('../tools.ts')).tools(options().format, io)));
};
