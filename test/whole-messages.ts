/** A failed claim says all that it found: where only the end of a run's output is kept, "[ Array(1) ]" says nothing. */
export const WHOLE_MESSAGES = { chaiConfig: { truncateThreshold: 0 } };
