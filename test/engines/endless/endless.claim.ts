/** Starts a program, which reports its process and its folder, and then waits for what never happens. */
import { it } from 'vitest';
import { openWorkspace } from '../workspace.ts';

const REPORT = 'echo "$$ $1" > "$0.part" && mv "$0.part" "$0" && exec sleep 600';

it('never ends by itself', async () => {
  const workspace = openWorkspace();
  const report = process.env.ENDLESS_REPORT ?? '';
  workspace.start({ name: 'endless', path: '/bin/sh', arguments: ['-c', REPORT, report, workspace.folder] });
  await new Promise(() => {});
});
