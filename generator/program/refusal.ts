/** An error that ends a command and is not an internal error, with a message for the user. */
export class Refusal extends Error {
  /** 1 for an obstacle, 2 for wrong input or usage. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
