/** Gives a text colours, after whatever a terminal would obey was taken out of it. */
export type Paint = (text: string) => string;

/** Input and output of a command. Tests replace it. */
export interface Io {
  /** Prints the result, for the user or for another program. */
  out(text: string, paint?: Paint): void;
  /** Shows a text in place of the one before; absent where standard output is no terminal. */
  readonly redraw?: (text: string) => void;
  /** Progress, warnings and errors. */
  err(text: string): void;
  /** Whether standard error is a terminal that can show progress. */
  readonly progress: boolean;
  /** Whether standard output is a terminal that can show colours, and its user wants them. */
  readonly colour: boolean;
  /** Whether questions can be asked. */
  readonly interactive: boolean;
  readonly cwd: string;
}

/**
 * 0 success, 1 findings (drift, invalid output, refused), 2 input or usage error, 3 another version of the program has to do it, 4 it is not
 * done yet, 5 somebody cannot be asked, 70 internal error, as in sysexits(3).
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 70;

export const OUTPUT_FORMATS = ['text', 'json'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** `plan` is read by people in pull requests too. */
export const PLAN_FORMATS = [...OUTPUT_FORMATS, 'markdown', 'html'] as const;
export type PlanFormat = (typeof PLAN_FORMATS)[number];

/** `status` is read by people elsewhere too. */
export const STATUS_FORMATS = [...OUTPUT_FORMATS, 'html'] as const;
export type StatusFormat = (typeof STATUS_FORMATS)[number];

/** Beside people and programs, CI systems read what `verify` says. */
export const VERIFY_FORMATS = [...OUTPUT_FORMATS, 'junit'] as const;
export type VerifyFormat = (typeof VERIFY_FORMATS)[number];

/** Of all commands. */
export const ALL_FORMATS = [...new Set([...PLAN_FORMATS, ...VERIFY_FORMATS])];

export interface GlobalOptions<Format extends string = OutputFormat> {
  /** Absolute path of the fleet's repository. */
  readonly repo: string;
  readonly format: Format;
}
