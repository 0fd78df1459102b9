/** An error that ends a command and is not an internal error, with a message for the user. */
export class Refusal extends Error {
  /** As in `ExitCode`. */
  readonly exitCode: 1 | 2 | 3;

  constructor(message: string, exitCode: 1 | 2 | 3 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
