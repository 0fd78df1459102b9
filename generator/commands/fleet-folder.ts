/** Finds the folder of the fleet for a command. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest parent folder with a fleet.yaml; undefined when the folder has one itself, or no parent has. Both are absolute. */
export function fleetAbove(folder: string): string | undefined {
  if (hasFleet(folder)) return undefined;
  let above = folder;
  while (dirname(above) !== above) {
    above = dirname(above);
    if (hasFleet(above)) return above;
  }
  return undefined;
}

function hasFleet(folder: string): boolean {
  return statSync(join(folder, 'fleet.yaml'), { throwIfNoEntry: false })?.isFile() === true;
}
