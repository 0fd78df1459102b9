/** `validate`: checks schemas and references of the whole repository, or of the changes since a revision. */
import { askChangedSince } from '../git/changed.ts';
import type { Finding } from '../validate/finding.ts';
import { noteKnownValid, readKnownValid } from '../validate/known-valid.ts';
import type { Changed } from '../validate/scope.ts';
import { type ValidationReport, validateRepository } from '../validate/validate-repository.ts';
import { type DescribedFleet, isDescribed } from './described-fleet.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { missingRefs } from './missing-refs.ts';
import { openFleet } from './open-fleet.ts';
import { validationTools } from './validation-tools.ts';

export interface ValidateFlags {
  readonly changed?: string;
  /** Whether the server is asked too. */
  readonly refs?: boolean;
}

export async function validate(options: GlobalOptions, { changed, refs }: ValidateFlags, io: Io): Promise<ExitCode> {
  if (changed === undefined && refs !== true) return validateAll(options, io);
  // Git compares while the input is read.
  const compared = changed === undefined ? undefined : await askChangedSince(options.repo, changed);
  const opened = openFleet(options, io);
  if (!isDescribed(opened)) return 2;
  const paths = await compared?.();
  if (typeof paths === 'string') {
    io.err(paths);
    return 2;
  }
  const scope = paths && { changed: { paths, isComplete: true } };
  const more = refs === true ? await missingRefs(options.repo, opened.fleet) : [];
  return report(options, opened, { ...scope, more }, io);
}

async function validateAll(options: GlobalOptions, io: Io): Promise<ExitCode> {
  const known = readKnownValid(options.repo);
  if (known !== undefined) {
    io.out(known[options.format]);
    return 0;
  }
  const begun = Date.now();
  const opened = openFleet(options, io);
  if (!isDescribed(opened)) return 2;
  const { fleet, warnings } = opened;
  const { read, ...result } = await run(options.repo, opened, undefined, io);
  const told = { json: inJson(result), text: inText(result, exceptions(result)) };
  io.out(told[options.format]);
  if (result.findings.length > 0) return 1;
  // Without warnings only: warnings must be printed each time.
  if (warnings.length === 0)
    await noteKnownValid({ repo: options.repo, others: [...read, ...fleet.ownManifests.keys()], begun, told });
  return 0;
}

/** What was found in what the generated paths affect, and in what the rules see of the whole tree. The input may differ too. */
export async function validateChanged(
  { repo }: Pick<GlobalOptions, 'repo'>,
  described: DescribedFleet,
  paths: readonly string[],
  io: Io,
): Promise<ValidationReport> {
  const { read: _, ...found } = await run(repo, described, { paths, isComplete: false }, io);
  return found;
}

interface Scope {
  /** Everything is validated when it is absent. */
  readonly changed?: Changed;
  /** What was found elsewhere. */
  readonly more: readonly Finding[];
}

async function report(
  options: GlobalOptions,
  described: DescribedFleet,
  { changed, more }: Scope,
  io: Io,
): Promise<ExitCode> {
  const { read: _, ...found } = await run(options.repo, described, changed, io);
  const result = { ...found, findings: [...more, ...found.findings] };
  io.out(validationText(options, result, changed === undefined ? exceptions(result) : []));
  return result.findings.length === 0 ? 0 : 1;
}

async function run(
  repo: string,
  { fleet, components }: DescribedFleet,
  changed: Changed | undefined,
  io: Io,
): Promise<ValidationReport & { readonly read: ReadonlySet<string> }> {
  const tools = await validationTools(repo, io);
  const onProgress = (text: string): void => {
    if (io.progress) io.err(`${text}…`);
  };
  return validateRepository({
    repo,
    tools,
    fleet,
    registry: components,
    onProgress,
    ...(changed === undefined ? {} : { changed }),
  });
}

/** A report as it is printed; `more` are lines for people. */
export function validationText(
  { format }: Pick<GlobalOptions, 'format'>,
  result: ValidationReport,
  more: readonly string[] = [],
): string {
  return format === 'json' ? inJson(result) : inText(result, more);
}

function inJson(result: ValidationReport): string {
  return JSON.stringify(result, null, 2);
}

function inText(result: ValidationReport, more: readonly string[]): string {
  return [...result.findings.map(describe), ...more, conclusion(result)].join('\n');
}

function describe({ code, file, line, column, object, message, hint }: Finding): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const subject = object === undefined || object === '' ? place : `${place}: ${object}`;
  return `${subject}: ${message} [${code}]${hint === undefined ? '' : `\n  hint: ${hint}`}`;
}

function exceptions({ exceptions: found }: ValidationReport): readonly string[] {
  return found.map(({ component, what, reason }) => `exception: ${component}: ${what}, because ${reason}`);
}

function conclusion({ findings, builds, documents, minors }: ValidationReport): string {
  const what = `${builds} builds, ${documents} objects, Kubernetes ${minors.join(', ')}`;
  return findings.length === 0
    ? `valid: ${what}`
    : `\n${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}: ${what}`;
}
