/** The first step of every command: reads the fleet of a repository, or prints its mistakes. */
import { componentsOf } from '../custom/components-of.ts';
import { type Diagnostic, sortedDiagnostics } from '../fleet/diagnostic.ts';
import { loadFleet } from '../fleet/load.ts';
import { renderDiagnostics, renderWarnings } from '../fleet/render-diagnostics.ts';
import { wrongPlace } from '../fleet/resolve/place.ts';
import type { ResolvedFleet } from '../fleet/resolve/resolve.ts';
import { gitPlace } from '../git/git-place.ts';
import { judgeFleet } from '../judge/judge-fleet.ts';
import { pathOf } from '../tree/layout.ts';
import type { OpenedFleet } from './described-fleet.ts';
import { fleetAbove } from './fleet-folder.ts';
import { type FileEdits, pendingInput } from './input-edit.ts';
import type { GlobalOptions, Io } from './io.ts';

interface Pending {
  readonly files: FileEdits;
  /** Warnings that are printed already: those about the input as it is. */
  readonly told: readonly Diagnostic[];
}

/** `pending` is input that is checked before it is written. */
export function openFleet(options: GlobalOptions, io: Io, pending?: Pending): OpenedFleet {
  const loaded = loadFleet(options.repo, componentsOf, judgeFleet, pending && pendingInput(pending.files));
  const told = new Set(pending?.told.map(({ file, message }) => `${file} ${message}`));
  const warnings = loaded.warnings.filter(({ file, message }) => !told.has(`${file} ${message}`));
  if (warnings.length > 0) io.err(`${renderWarnings(warnings)}\n`);
  const diagnostics = [
    ...loaded.diagnostics.map((diagnostic) => withFolder(diagnostic, options.repo)),
    ...misplaced(loaded, options.repo),
  ];
  if (diagnostics.length === 0) return loaded;
  if (options.format === 'json')
    io.out(JSON.stringify({ diagnostics: sortedDiagnostics(diagnostics), warnings }, null, 2));
  else
    io.err(
      `${renderDiagnostics(diagnostics)}\n\n${diagnostics.length} ${diagnostics.length === 1 ? 'error' : 'errors'} in the input; nothing was written`,
    );
  const { fleet: _, ...rest } = loaded;
  return rest;
}

function misplaced({ written }: ResolvedFleet, repo: string): readonly Diagnostic[] {
  const fleet = written.find(({ document }) => document.file === pathOf('fleetInput'))?.document;
  const place = gitPlace(repo);
  return fleet === undefined || place === undefined ? [] : wrongPlace(fleet, place.path);
}

/** For a missing fleet.yaml: the folder in which it is missing, and the nearest folder that has one. */
function withFolder(diagnostic: Diagnostic, repo: string): Diagnostic {
  if (diagnostic.code !== 'missing-file' || diagnostic.file !== 'fleet.yaml') return diagnostic;
  if (diagnostic.message !== 'does not exist') return diagnostic;
  const above = fleetAbove(repo);
  const hint = above === undefined ? {} : { hint: `there is a fleet in ${above}: work there, or set it with --repo` };
  return { ...diagnostic, message: `does not exist in ${repo}`, ...hint };
}
