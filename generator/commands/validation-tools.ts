/** The tools that validation runs. Commands that write ask for them first, so that nothing is half done for want of one. */
import { findTools } from '../validate/find-tool.ts';
import type { Tools } from '../validate/tools.ts';
import type { Io } from './io.ts';

/** `repo` is the repository that they are wanted for. Says so before it builds one. Throws a Refusal with what there is to choose from when one can neither be found nor built. */
export async function validationTools(repo: string | undefined, io: Io): Promise<Tools> {
  return findTools({
    ...(repo === undefined ? {} : { repo }),
    onBuild: (name) => io.err(`building ${name}, once…`),
  });
}
