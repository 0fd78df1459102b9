import { findTool } from '../generator/validate/find-tool.ts';
import { TOOLS, type ToolName } from '../generator/validate/tools.ts';
import { testTool } from './tools/build-test-tool.ts';

/** The path of the real tool, built when need be. A test that needs it fails without it: it never passes unseen. */
export async function realTool(name: ToolName | 'helm' | 'kustomize'): Promise<string> {
  if (!isOurs(name)) return testTool(name);
  const found = await findTool(name);
  if (!found.ok) throw new Error(found.failure ?? `${name} needs Go`);
  return found.path;
}

function isOurs(name: string): name is ToolName {
  return name in TOOLS;
}
