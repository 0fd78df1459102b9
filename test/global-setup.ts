/** Builds the real tools once, before any test asks for them: the first run on a machine takes some minutes. */
import { findTools } from '../generator/validate/find-tool.ts';
import { realTool } from './real-tool.ts';

export async function setup(): Promise<void> {
  await findTools({ onBuild: (name) => console.log(`building ${name}…`) });
  await realTool('kustomize');
  await realTool('helm');
}
