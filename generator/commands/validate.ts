/** `validate`: schemas and references of the whole repository, or of what differs from a revision. */
import { REGISTRY } from '../components/registry.ts';
import type { Fleet } from '../fleet/model.ts';
import { changedSince } from '../git/changed.ts';
import type { Finding } from '../validate/finding.ts';
import { type ValidationReport, validateRepository } from '../validate/validate-repository.ts';
import type { ExitCode, GlobalOptions, Io } from './io.ts';
import { openFleet } from './open-fleet.ts';

export async function validate(
  options: GlobalOptions,
  { changed }: { readonly changed?: string },
  io: Io,
): Promise<ExitCode> {
  const { fleet } = openFleet(options, io);
  if (fleet === undefined) return 2;
  if (changed === undefined) return report(options, fleet, undefined, io);
  const paths = await changedSince(options.repo, changed);
  if (typeof paths === 'string') {
    io.err(paths);
    return 2;
  }
  return report(options, fleet, paths, io);
}

/** What generate does after it has written: only what those paths can have changed is built. */
export async function validateChanged(
  options: GlobalOptions,
  fleet: Fleet,
  paths: readonly string[],
  io: Io,
): Promise<ExitCode> {
  return report(options, fleet, paths, io);
}

async function report(
  options: GlobalOptions,
  fleet: Fleet,
  changed: readonly string[] | undefined,
  io: Io,
): Promise<ExitCode> {
  const onProgress = (text: string): void => {
    if (io.progress || text.endsWith('once')) io.err(`${text}…`);
  };
  const result = await validateRepository({
    repo: options.repo,
    fleet,
    registry: REGISTRY,
    onProgress,
    ...(changed === undefined ? {} : { changed }),
  });
  if (options.format === 'json') io.out(JSON.stringify(result, null, 2));
  else
    io.out(
      [...result.findings.map(describe), ...(changed === undefined ? exceptions(result) : []), conclusion(result)].join(
        '\n',
      ),
    );
  return result.findings.length === 0 ? 0 : 1;
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
