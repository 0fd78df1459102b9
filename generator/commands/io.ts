/** Input and output of a command. Tests replace it. */
export interface Io {
  /** Prints the result, for the user or for another program. */
  out(text: string): void;
  /** Progress, warnings and errors. */
  err(text: string): void;
  /** Whether standard error is a terminal that can show progress. */
  readonly progress: boolean;
  /** Whether questions can be asked. */
  readonly interactive: boolean;
  readonly cwd: string;
}

/** 0 success, 1 findings (drift, invalid output, refused), 2 input or usage error, 70 internal error, as in sysexits(3). */
export type ExitCode = 0 | 1 | 2 | 70;

export const OUTPUT_FORMATS = ['text', 'json'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export interface GlobalOptions {
  /** Absolute path of the fleet's repository. */
  readonly repo: string;
  readonly format: OutputFormat;
}
