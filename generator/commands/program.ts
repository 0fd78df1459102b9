/** The command line. */

import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { programVersion } from '../program/program-folder.ts';
import { printable } from '../text/terminal.ts';
import { failureOf } from './failure.ts';
import { fleetAbove } from './fleet-folder.ts';
import { ALL_FORMATS, type ExitCode, type GlobalOptions, type Io, OUTPUT_FORMATS } from './io.ts';
import { compare, connect, doctor, explain, images, outdated, secrets, verify } from './registrations/clusters.ts';
import { init } from './registrations/init.ts';
import { add, importClusters, pin, remove, restore, set, unpin, unset } from './registrations/input.ts';
import type { CommandContext, Registration } from './registrations/registration.ts';
import { schema, tools, upgrade } from './registrations/tools.ts';
import { check, generate, plan, validate } from './registrations/tree.ts';
import { promote, publish, status, waves } from './registrations/waves.ts';
import { withUsageHint } from './usage-hints.ts';

/** Runs the command line and returns the exit code; every error is printed as a message. */
export async function run(argv: readonly string[], world: Io): Promise<ExitCode> {
  // File names, arguments and output of other programs can contain control characters.
  const out: Io['out'] = (text, paint = (safe) => safe) => world.out(paint(printable(text)));
  const { redraw } = world;
  const io: Io = {
    ...world,
    out,
    err: (text) => world.err(printable(text)),
    ...(redraw === undefined ? {} : { redraw: (text: string) => redraw(printable(text)) }),
  };
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

/** In the order of the help. */
const REGISTRATIONS: readonly Registration[] = [
  generate,
  check,
  plan,
  waves,
  status,
  verify,
  promote,
  publish,
  compare,
  doctor,
  validate,
  add,
  importClusters,
  remove,
  set,
  unset,
  pin,
  unpin,
  restore,
  init,
  explain,
  connect,
  secrets,
  images,
  outdated,
  schema,
  upgrade,
  tools,
];

function buildProgram(io: Io, done: (exitCode: ExitCode) => void): Command {
  const program: Command = new Command('lang-observatory')
    .description('Generates a GitOps repository for LLM observability on a fleet of Kubernetes clusters.')
    .version(programVersion(), '--version', 'print the version of the program')
    .option('--repo <dir>', 'the repository of the fleet', '.')
    .addOption(new Option('--format <format>', 'how results are printed').choices(ALL_FORMATS).default('text'))
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({
      writeOut: (text) => io.out(text.trimEnd()),
      writeErr: (text) => io.err(text.trimEnd()),
      outputError: (text, write) => write(withUsageHint(text, program)),
    });
  const context = contextOf(program, io, done);
  for (const register of REGISTRATIONS) register(program, context);
  return program;
}

function contextOf(program: Command, io: Io, done: CommandContext['done']): CommandContext {
  const optionsWith = <Format extends string>(formats: readonly Format[]): GlobalOptions<Format> => {
    const { repo, format: given } = program.opts<GlobalOptions<string>>();
    const format = formats.find((one) => one === given);
    if (format === undefined)
      return program.error(
        `error: option '--format <format>' argument '${given}' is invalid. Allowed choices are ${formats.join(', ')}.`,
      );
    return { repo: resolve(io.cwd, repo), format };
  };
  const readingWith = <Format extends string>(formats: readonly Format[]): GlobalOptions<Format> => {
    const given = optionsWith(formats);
    const above = program.getOptionValueSource('repo') === 'default' ? fleetAbove(given.repo) : undefined;
    if (above === undefined) return given;
    io.err(`reading the fleet in ${above}`);
    return { ...given, repo: above };
  };
  return {
    io,
    done,
    options: () => optionsWith(OUTPUT_FORMATS),
    reading: () => readingWith(OUTPUT_FORMATS),
    readingWith,
  };
}
