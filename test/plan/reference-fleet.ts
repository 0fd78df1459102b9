/** The files that generate writes for the fleet of this repository, or for one that differs from it in its input. */
import { REGISTRY } from '../../generator/components/registry.ts';
import { componentsOf } from '../../generator/custom/components-of.ts';
import { loadFleet } from '../../generator/fleet/load.ts';
import { generateFiles } from '../../generator/generate.ts';
import { programFolder } from '../../generator/program/program-folder.ts';

/** By path. */
export function referenceFiles(): ReadonlyMap<string, string> {
  const { fleet, diagnostics } = loadFleet(programFolder(), componentsOf, () => []);
  if (fleet === undefined) throw new Error(JSON.stringify(diagnostics));
  return new Map([...generateFiles(fleet, REGISTRY)].map(({ path, text }) => [path, text]));
}
