/**
 * Reads what kubeconform reports. Its `validationErrors` stop at the first reference between schemas
 * ("/spec: validation failed"), so the problems are read from the message, which has all of them as a tree on one line:
 * ` - at '/spec': validation failed   - at '/spec/replica': …`, two more spaces for each level.
 */
import { isList, isObject, type JsonObject } from '../data/json.ts';

export interface Result {
  readonly filename: string;
  readonly kind: string;
  readonly name: string;
  readonly code: 'schema-missing' | 'schema-violation' | 'document-unreadable';
  readonly problems: readonly string[];
}

export interface Report {
  /** Objects that were compared with a schema or that could not be. */
  readonly checked: number;
  readonly results: readonly Result[];
}

/** What `-output json -summary` printed. */
export function readReport(output: string): Report {
  const report: unknown = JSON.parse(output);
  if (!isObject(report) || !isList(report.resources) || !isObject(report.summary)) {
    throw new Error(`kubeconform printed no report: ${output.slice(0, 200)}`);
  }
  const { valid, invalid, errors } = report.summary;
  return {
    checked: Number(valid) + Number(invalid) + Number(errors),
    results: report.resources.filter(isObject).map(readResult),
  };
}

function readResult(resource: JsonObject): Result {
  const text = (key: string): string => (typeof resource[key] === 'string' ? resource[key] : '');
  const names = { filename: text('filename'), kind: text('kind'), name: text('name') };
  if (resource.status === 'statusInvalid')
    return { ...names, code: 'schema-violation', problems: problemsIn(text('msg')) };
  if (text('msg').startsWith('could not find schema')) {
    return { ...names, code: 'schema-missing', problems: [`no schema for ${text('version')} ${names.kind}`] };
  }
  // The YAML library puts each line number on a line of its own.
  const lines = text('msg').split('\n');
  return {
    ...names,
    code: 'document-unreadable',
    problems: [
      lines
        .map((line) => line.trim())
        .join(' ')
        .trim(),
    ],
  };
}

interface Branch {
  readonly depth: number;
  readonly path: string;
  readonly text: string;
}

/** The message contains values of the user, so each run of spaces is matched only once, at its start. */
const BRANCH = /(?<! )( +)- at '((?:[^'\\]|\\.)*)': (.*?)(?=(?<! ) +- at '|$)/g;
const ONLY_GROUPS = /^(validation|allOf) failed$/;
const ALTERNATIVES = /^(anyOf|oneOf) failed$/;

/** One sentence per mistake, `<path>: <what is wrong>`. */
export function problemsIn(message: string): readonly string[] {
  const branches = [...message.matchAll(BRANCH)].map(
    ([, indent = '', path = '', text = '']): Branch => ({ depth: indent.length, path, text }),
  );
  if (branches.length === 0) return [message];
  const problems: string[] = [];
  // If a value may have several forms, the mistake is that it has none of them.
  let formsAbove = Number.POSITIVE_INFINITY;
  for (const [index, { depth, path, text }] of branches.entries()) {
    if (depth > formsAbove) continue;
    const isChoice = ALTERNATIVES.test(text);
    formsAbove = isChoice ? depth : Number.POSITIVE_INFINITY;
    if (ONLY_GROUPS.test(text)) continue;
    const said = isChoice ? [...new Set(below(branches, index))].join('; ') : text;
    problems.push(`${path === '' ? '/' : path}: ${said}`);
  }
  return problems;
}

/** The texts of the branches below the one at `index`. */
function below(branches: readonly Branch[], index: number): readonly string[] {
  const depth = branches[index]?.depth ?? 0;
  const texts: string[] = [];
  for (let next = index + 1; (branches[next]?.depth ?? 0) > depth; next += 1) texts.push(branches[next]?.text ?? '');
  return texts.filter((text) => !ONLY_GROUPS.test(text));
}
