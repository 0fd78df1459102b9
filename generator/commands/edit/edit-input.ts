/** The common end of commands that edit the input: judge it in memory, show what changes, and write it with the tree. */
import { COMPONENT_NAMES, REGISTRY } from '../../components/registry.ts';
import { openDisk } from '../../disk/disk.ts';
import { editText, type FieldEdit } from '../../fleet/edit/edit-text.ts';
import type { Fleet } from '../../fleet/model.ts';
import type { ResolvedFleet } from '../../fleet/resolve/resolve.ts';
import { generateFiles } from '../../generate.ts';
import type { Plan } from '../../plan/plan.ts';
import { planOfEdit } from '../../plan/plan-edit.ts';
import { painted, planText } from '../../plan/render/text.ts';
import { changedLines } from '../../text/text-difference.ts';
import { pathOf } from '../../tree/layout.ts';
import { generate } from '../generate.ts';
import type { FileEdits } from '../input-edit.ts';
import type { ExitCode, GlobalOptions, Io } from '../io.ts';
import { openFleet } from '../open-fleet.ts';

export interface EditFlags {
  readonly validate: boolean;
  readonly dryRun?: boolean;
}

/** A repository that a command edits. */
export interface Editing {
  readonly options: GlobalOptions;
  readonly flags: EditFlags;
  readonly io: Io;
  readonly opened: ResolvedFleet & { readonly fleet: Fleet };
}

export interface InputChange {
  readonly files: FileEdits;
  /** What is worth knowing of it, as sentences. */
  readonly notes: readonly string[];
}

/** The repository as it is; undefined when its input has mistakes, which are printed. */
export function openToEdit(options: GlobalOptions, flags: EditFlags, io: Io): Editing | undefined {
  const { fleet, ...rest } = openFleet(options, io);
  return fleet === undefined ? undefined : { options, flags, io, opened: { ...rest, fleet } };
}

/** Edits of one file, one after the other; or why one of them cannot be made, and where. */
export function editFile({ options }: Editing, file: string, edits: readonly FieldEdit[]): FileEdits | string {
  const before = openDisk(options.repo).read(file) ?? '';
  let after = before;
  for (const edit of edits) {
    const edited = editText(after, edit);
    if ('obstacle' in edited) {
      const { offset, path, message, hint } = edited.obstacle;
      return `${file}:${after.slice(0, offset).split('\n').length}: ${path} ${message}\n  hint: ${hint}`;
    }
    after = edited.text;
  }
  return new Map([[file, { before, after }]]);
}

/** A mistake in the edited input is told with its place in the edited text, and nothing is written. */
export async function writeChange(editing: Editing, { files, notes }: InputChange): Promise<ExitCode> {
  const { options, flags, io, opened } = editing;
  const { fleet } = openFleet(options, io, { files, told: opened.warnings });
  if (fleet === undefined) return 2;
  const lines = [...files].flatMap(([file, { before, after }]) => {
    const changed = before === undefined || after === undefined ? undefined : changedLines(before, after);
    return changed === undefined ? [] : [{ file, ...changed }];
  });
  const plan = await planOfChange(editing, fleet, files);
  if (options.format === 'json') io.out(JSON.stringify({ input: lines, notes, plan }, null, 2));
  else {
    const shown = lines.flatMap(({ file, line, removed, added }) => [
      `${file}:${line}`,
      ...removed.map((text) => `- ${text}`),
      ...added.map((text) => `+ ${text}`),
    ]);
    io.out([...shown, ...notes, ''].join('\n'));
    io.out(`${planText(plan)}\n`, io.colour ? painted : undefined);
  }
  const { validate, dryRun = false } = flags;
  return generate(options, { validate, dryRun, edit: { files, fleet } }, io);
}

function planOfChange({ options, opened }: Editing, fleet: Fleet, files: FileEdits): Promise<Plan> {
  const path = pathOf('fleetInput');
  const text = openDisk(options.repo).read(path) ?? '';
  return planOfEdit({
    repo: options.repo,
    before: { generated: generateFiles(opened.fleet, REGISTRY), fleetInput: { path, text } },
    after: { generated: generateFiles(fleet, REGISTRY), fleetInput: { path, text: files.get(path)?.after ?? text } },
    order: COMPONENT_NAMES,
  });
}

/** Wrong usage. */
export function refuse(io: Io, why: string): ExitCode {
  io.err(why);
  return 2;
}

/** There is nothing to do. */
export function tell({ options, io }: Editing, why: string): ExitCode {
  io.out(options.format === 'json' ? JSON.stringify({ input: [], notes: [why], plan: null }, null, 2) : why);
  return 0;
}
