/** Builds the real tools once, before any test asks for them: the first run on a machine takes some minutes. */
import { findTool, type ToolName } from '../generator/validate/tools.ts';

const TOOLS: readonly ToolName[] = ['kustomize', 'kustomize-builder', 'kubeconform', 'gitleaks', 'helm'];

export async function setup(): Promise<void> {
  for (const name of TOOLS) {
    const found = await findTool(name, { onBuild: () => console.log(`building ${name}…`) });
    if (!found.ok) throw new Error(found.message);
  }
}
