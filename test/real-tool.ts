import { findTool, type ToolName } from '../generator/validate/tools.ts';

/** The path of the real tool, built when need be. A test that needs it fails without it: it never passes unseen. */
export async function realTool(name: ToolName): Promise<string> {
  const found = await findTool(name);
  if (!found.ok) throw new Error(found.message);
  return found.path;
}
