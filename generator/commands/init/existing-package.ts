/** Whether the package of somebody's own, which is in the folder already, can take the program: CI installs with npm and runs its scripts. */
import { isObject, type Json } from '../../data/json.ts';
import type { Disk } from '../../disk/disk.ts';
import type { Content } from '../../disk/open-file.ts';
import { LOCK_FILE, PACKAGE_FILE, SCRIPTS } from '../../package/package-files.ts';
import { Refusal } from '../../program/refusal.ts';

/** Files by which other package managers than npm know what they install. */
const OTHER_LOCKS: ReadonlyMap<string, string> = new Map([
  ['bun.lock', 'Bun'],
  ['bun.lockb', 'Bun'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'Yarn'],
]);

const ELSEWHERE = 'give the fleet a folder of its own, such as `init observability`';

/** `files` are those that name the program, merged with what is there. */
export function refuseOtherUse(disk: Disk, files: ReadonlyMap<string, Content>): void {
  if (disk.look(PACKAGE_FILE).kind === 'absent') return;
  for (const [lock, manager] of OTHER_LOCKS)
    if (disk.look(lock).kind !== 'absent')
      throw new Refusal(
        `${lock}: ${manager} installs the packages of this folder, and CI would use npm\n  hint: ${ELSEWHERE}`,
        2,
      );
  const manifest: Json = JSON.parse(String(files.get(PACKAGE_FILE)));
  const scripts = isObject(manifest) && isObject(manifest.scripts) ? manifest.scripts : {};
  for (const [name, script] of Object.entries(SCRIPTS))
    if (scripts[name] !== script)
      throw new Refusal(
        `${PACKAGE_FILE}: the script ${name} is somebody's own, and CI would run it for the fleet\n  hint: rename the script, or ${ELSEWHERE}`,
        2,
      );
}

/** Whether only npm can write the lock file, because the package needs others too. */
export function needsInstall(files: ReadonlyMap<string, Content>): boolean {
  return !files.has(LOCK_FILE);
}
