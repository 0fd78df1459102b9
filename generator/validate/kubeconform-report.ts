/**
 * Reads what kubeconform reports. Its `validationErrors` stop at the first reference between schemas
 * ("/spec: validation failed"), so the problems come from the message, which holds the whole tree of them on one line:
 * ` - at '/spec': validation failed   - at '/spec/replica': …`, two more spaces for each level.
 */
import { isList, isObject, type JsonObject } from '../json.ts';

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
    return { ...names, code: 'schema-missing', problems: [`there is no schema for ${text('version')} ${names.kind}`] };
  }
  // The YAML library puts each line number on a line of its own.
  return { ...names, code: 'document-unreadable', problems: [text('msg').replaceAll(/\s*\n\s*/g, ' ')] };
}

interface Branch {
  readonly depth: number;
  readonly path: string;
  readonly text: string;
}

const BRANCH = /( +)- at '((?:[^'\\]|\\.)*)': (.*?)(?= +- at '|$)/g;
const ONLY_GROUPS = /^(validation|allOf) failed$/;
const ALTERNATIVES = /^(anyOf|oneOf) failed$/;

/** One sentence per mistake, `<path>: <what is wrong>`. */
export function problemsIn(message: string): readonly string[] {
  const branches = [...message.matchAll(BRANCH)].map(
    ([, indent = '', path = '', text = '']): Branch => ({ depth: indent.length, path, text }),
  );
  if (branches.length === 0) return [message];
  return branches.flatMap((branch, index) => {
    if (ONLY_GROUPS.test(branch.text) || isAlternative(branches, index)) return [];
    const subject = branch.path === '' ? '/' : branch.path;
    if (!ALTERNATIVES.test(branch.text)) return [`${subject}: ${branch.text}`];
    return [`${subject}: ${[...new Set(below(branches, index).map(({ text }) => text))].join('; ')}`];
  });
}

/** The branches under the one at `index`. */
function below(branches: readonly Branch[], index: number): readonly Branch[] {
  const depth = branches[index]?.depth ?? 0;
  const rest = branches.slice(index + 1);
  const end = rest.findIndex((branch) => branch.depth <= depth);
  return (end === -1 ? rest : rest.slice(0, end)).filter(({ text }) => !ONLY_GROUPS.test(text));
}

/** Whether the branch at `index` is one of several forms that a value may have: the mistake is that none fits. */
function isAlternative(branches: readonly Branch[], index: number): boolean {
  return branches.some(
    (branch, above) => above < index && ALTERNATIVES.test(branch.text) && isBelow(branches, above, index),
  );
}

function isBelow(branches: readonly Branch[], above: number, index: number): boolean {
  const depth = branches[above]?.depth ?? 0;
  return branches.slice(above + 1, index + 1).every((branch) => branch.depth > depth);
}
