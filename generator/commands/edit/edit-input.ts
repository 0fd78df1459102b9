/** The common end of commands that edit the input: judge it in memory, and write it with the tree. */
import { openDisk } from '../../disk/disk.ts';
import { editText, type FieldEdit } from '../../fleet/edit/edit-text.ts';
import { changedLines } from '../../text/text-difference.ts';
import { type DescribedFleet, isDescribed, type OpenedFleet } from '../described-fleet.ts';
import { generate } from '../generate.ts';
import type { GenerateReport } from '../generate-report.ts';
import type { EditedLines, FileEdits, ToldEdit } from '../input-edit.ts';
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
  readonly opened: OpenedFleet & DescribedFleet;
}

export interface InputChange extends Pick<ToldEdit, 'notes'> {
  readonly files: FileEdits;
}

/** What `--format json` prints. */
export interface EditReport extends ToldEdit {
  /** Null when there is nothing to do. */
  readonly generated: GenerateReport | null;
}

/** The repository as it is; undefined when its input has mistakes, which are printed. */
export function openToEdit(options: GlobalOptions, flags: EditFlags, io: Io): Editing | undefined {
  const opened = openFleet(options, io);
  return isDescribed(opened) ? { options, flags, io, opened } : undefined;
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
  const described = openFleet(options, io, { files, told: opened.warnings });
  if (!isDescribed(described)) return 2;
  const input = [...files].flatMap(([file, { before, after }]): readonly EditedLines[] => {
    const changed = before === undefined || after === undefined ? undefined : changedLines(before, after);
    return changed === undefined ? [] : [{ file, ...changed }];
  });
  const { validate, dryRun = false } = flags;
  return generate(options, { validate, dryRun, edit: { files, described, told: { input, notes } } }, io);
}

/** Wrong usage. */
export function refuse(io: Io, why: string): ExitCode {
  io.err(why);
  return 2;
}

/** There is nothing to do. */
export function tell({ options, io }: Editing, why: string): ExitCode {
  const report: EditReport = { input: [], notes: [why], generated: null };
  io.out(options.format === 'json' ? JSON.stringify(report, null, 2) : why);
  return 0;
}
