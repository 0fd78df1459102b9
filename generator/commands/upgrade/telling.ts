/** What an upgrade tells: people as it goes on, and programs in one document at its end. */
import { isObject, type JsonObject } from '../../data/json.ts';
import type { Surroundings } from '../../package/unpacked-program.ts';
import type { GlobalOptions, Io } from '../io.ts';

/** What `--format json` prints. */
export interface UpgradeReport {
  /** The version that the repository had; what `package.json` says where it has none of its own. */
  readonly from: string;
  readonly to: string;
  /** What `plan` and `generate` of the newer version have printed; null where they did not run, or printed no document. */
  readonly plan: JsonObject | null;
  readonly generated: JsonObject | null;
}

export interface Telling {
  /** The plan of the newer version, in the lines that it printed. */
  begin(plan: readonly string[]): void;
  /** Where generate of the newer version prints. */
  readonly generating: Surroundings;
  /** Everything is in place; `more` is for people. */
  end(more: string): void;
}

/** Of an upgrade that there is something to do for. */
export function telling({ format }: GlobalOptions, versions: Pick<UpgradeReport, 'from' | 'to'>, io: Io): Telling {
  return format === 'json' ? documentAtEnd(versions, io) : linesAsTheyCome(versions, io);
}

function linesAsTheyCome({ from, to }: Pick<UpgradeReport, 'from' | 'to'>, io: Io): Telling {
  return {
    begin: (plan) => {
      io.out(`upgrading from ${from} to ${to}`);
      for (const line of plan.length === 0 ? plan : [...plan, '']) io.out(line);
    },
    generating: io,
    end: (more) => io.out(more),
  };
}

function documentAtEnd(versions: Pick<UpgradeReport, 'from' | 'to'>, io: Io): Telling {
  const generated: string[] = [];
  const planned: string[] = [];
  return {
    begin: (plan) => planned.push(...plan),
    generating: { ...io, out: (line) => generated.push(line) },
    end: () => io.out(upgradeJson({ ...versions, plan: documentIn(planned), generated: documentIn(generated) })),
  };
}

export function upgradeJson(report: UpgradeReport): string {
  return JSON.stringify(report, null, 2);
}

/** Other versions may print several documents, or none. */
function documentIn(lines: readonly string[]): JsonObject | null {
  try {
    const document: unknown = JSON.parse(lines.join('\n'));
    return isObject(document) ? document : null;
  } catch {
    return null;
  }
}
