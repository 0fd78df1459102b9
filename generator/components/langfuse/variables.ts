/** Parts of Langfuse's environment variables. */
/** ID of the initial organisation. */
export const ORGANIZATION = 'observatory';
