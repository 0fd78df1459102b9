/** Why a command does no more, in words for its user: no fault of the program. */
export class Refusal extends Error {
  /** 1 when something is in the way, 2 when what was asked for, or said in the input, cannot be. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
