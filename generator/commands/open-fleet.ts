/** The first step of every command: reads the fleet of a repository, or prints its mistakes. */
import { REGISTRY } from '../components/registry.ts';
import { type Diagnostic, sortedDiagnostics } from '../fleet/diagnostic.ts';
import { loadFleet } from '../fleet/load.ts';
import { renderDiagnostics, renderWarnings } from '../fleet/render-diagnostics.ts';
import type { ResolvedFleet } from '../fleet/resolve/resolve.ts';
import { judgeFleet } from '../judge/judge-fleet.ts';
import { fleetAbove } from './fleet-folder.ts';
import type { GlobalOptions, Io } from './io.ts';

/** `pending` are files that are checked before they are written. */
export function openFleet(options: GlobalOptions, io: Io, pending?: ReadonlyMap<string, string>): ResolvedFleet {
  const resolved = loadFleet(options.repo, REGISTRY, judgeFleet(REGISTRY), pending);
  const { warnings } = resolved;
  // With pending files, warnings about the others were already printed, and new files cause none.
  if (warnings.length > 0 && pending === undefined) io.err(`${renderWarnings(warnings)}\n`);
  const diagnostics = resolved.diagnostics.map((diagnostic) => withFolder(diagnostic, options.repo));
  if (diagnostics.length === 0) return resolved;
  if (options.format === 'json')
    io.out(JSON.stringify({ diagnostics: sortedDiagnostics(diagnostics), warnings }, null, 2));
  else
    io.err(
      `${renderDiagnostics(diagnostics)}\n\n${diagnostics.length} ${diagnostics.length === 1 ? 'error' : 'errors'} in the input; nothing was written`,
    );
  return resolved;
}

/** For a missing fleet.yaml: the folder in which it is missing, and the nearest folder that has one. */
function withFolder(diagnostic: Diagnostic, repo: string): Diagnostic {
  if (diagnostic.code !== 'missing-file' || diagnostic.file !== 'fleet.yaml') return diagnostic;
  if (diagnostic.message !== 'does not exist') return diagnostic;
  const above = fleetAbove(repo);
  const hint = above === undefined ? {} : { hint: `there is a fleet in ${above}: work there, or set it with --repo` };
  return { ...diagnostic, message: `does not exist in ${repo}`, ...hint };
}
