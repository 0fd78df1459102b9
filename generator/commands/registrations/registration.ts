/** How a command gets its name, arguments and options. Each is loaded only when it is called, because start-up counts. */
import type { Command } from 'commander';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';

/** Adds one command to the program. */
export type Registration = (program: Command, context: CommandContext) => void;

export interface CommandContext {
  readonly io: Io;
  /** Call it with what the command ends with. */
  readonly done: (exitCode: ExitCode) => void;
  /** For commands that write. */
  readonly options: () => GlobalOptions;
  /** Like Git, commands that only read search the parent folders; commands that write do not. */
  readonly reading: () => GlobalOptions;
  /** The same, for a command that has other formats. */
  readonly readingWith: <Format extends string>(formats: readonly Format[]) => GlobalOptions<Format>;
}
