/** The world as a command sees it. Tests hand in their own. */
export interface Io {
  /** A line, or several, for the user or for a program that reads the result. */
  out(text: string): void;
  /** Progress, warnings and errors. */
  err(text: string): void;
  /** Whether standard error is a terminal that can show progress. */
  readonly progress: boolean;
  /** Whether questions can be asked. */
  readonly interactive: boolean;
  readonly cwd: string;
}

/** 0 fine, 1 findings (drift, invalid output, refused), 2 input or usage error, 70 a fault of the program: the number of sysexits(3). */
export type ExitCode = 0 | 1 | 2 | 70;

export const OUTPUT_FORMATS = ['text', 'json'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export interface GlobalOptions {
  /** Absolute path of the fleet's repository. */
  readonly repo: string;
  readonly format: OutputFormat;
}
