/** The steps of a job that run a shell, in order, as each CI reads them from its pipeline: with its expressions worked out. */
import { parse } from 'yaml';
import type { Ci } from '../../generator/commands/init/ci.ts';

export interface Step {
  /** The program that reads the script, with its options. */
  readonly shell: readonly string[];
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** From the root of the Git repository. */
  readonly folder: string;
  /** Names the file of outputs, on GitHub. */
  readonly id?: string | undefined;
  /** Whether it runs, by the outputs of the steps before. */
  readonly when: (outputs: Context) => boolean;
}

/** What a CI knows of a run: contexts of GitHub, variables of the others. */
export type Context = Readonly<Record<string, string>>;

/** Undefined when the pipeline has no such job for such a run. */
export function stepsOf(
  ci: Ci,
  pipeline: string,
  job: 'check' | 'comment' | 'generate',
  context: Context,
  name = 'observability',
): readonly Step[] | undefined {
  return JOBS[ci](pipeline, job, context, name);
}

/** How many commits the job that generates checks out; 0 for all. Each CI has a default of its own. */
export function depthOf(ci: Ci, pipeline: string, name: string): number {
  const read = parse(pipeline);
  const checkout = (steps: readonly { readonly uses?: string; readonly checkout?: string }[]) =>
    steps.find((step) => step.uses?.startsWith('actions/checkout@') === true || step.checkout === 'self');
  const depth = {
    github: () =>
      read.jobs.generate === undefined ? 0 : (Object(checkout(read.jobs.generate.steps)).with['fetch-depth'] ?? 1),
    gitlab: () => read[`${name}-generate`]?.variables?.GIT_DEPTH ?? 20,
    azure: () => Object(checkout(read.jobs.at(-1).steps)).fetchDepth ?? 1,
  }[ci]();
  return Number(depth);
}

/** `name` is that of the pipeline, before the names of its jobs on GitLab. */
type Jobs = (pipeline: string, job: string, context: Context, name: string) => readonly Step[] | undefined;

const JOBS: Readonly<Record<Ci, Jobs>> = { github, gitlab, azure };

interface Workflow {
  readonly defaults?: { readonly run: { readonly 'working-directory': string } };
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly if?: string;
        readonly env?: Context;
        readonly steps: readonly {
          readonly id?: string;
          readonly if?: string;
          readonly run?: string;
          readonly 'working-directory'?: string;
          readonly env?: Context;
        }[];
      }
    >
  >;
}

function github(pipeline: string, name: string, context: Context): readonly Step[] | undefined {
  const { jobs, defaults }: Workflow = parse(pipeline);
  const job = jobs[name];
  if (job === undefined || !isTrue(job.if, context)) return undefined;
  return job.steps.flatMap(({ id, if: when, run, env, 'working-directory': folder }) => {
    if (run === undefined) return [];
    return {
      shell: ['bash', '-e'],
      script: run,
      env: { ...variablesIn(context), ...worked({ ...job.env, ...env }, context) },
      folder: folder ?? defaults?.run['working-directory'] ?? '.',
      id,
      when: (outputs: Context) => isTrue(when, { ...context, ...outputs }),
    };
  });
}

/** Those of the environment, among contexts. */
function variablesIn(context: Context): Context {
  return Object.fromEntries(Object.entries(context).filter(([name]) => /^[A-Z_]+$/.test(name)));
}

function worked(env: Context, context: Context): Context {
  return mapped(env, (value) =>
    value.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => firstOf(expression, context)),
  );
}

function isTrue(expression: string | undefined, context: Context): boolean {
  return (expression ?? 'true').split(' && ').every((part) => {
    const [left = '', operator, right = ''] = part.split(/ (==|!=) /);
    if (operator === undefined) return firstOf(left, context) === 'true';
    return (firstOf(left, context) === firstOf(right, context)) === (operator === '==');
  });
}

/** The first that is not empty. actionlint knows which names there are. */
function firstOf(expression: string, context: Context): string {
  const values = expression
    .split(' || ')
    .map((part) => (part === 'true' ? part : (/^'(.*)'$/.exec(part)?.[1] ?? context[part])));
  return values.find((value) => value !== undefined && value !== '') ?? '';
}

interface GitlabJob {
  readonly variables?: Context;
  readonly rules?: readonly { readonly if: string }[];
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
}

function gitlab(pipeline: string, name: string, context: Context, prefix: string): readonly Step[] | undefined {
  const jobs: Readonly<Record<string, GitlabJob>> = parse(pipeline);
  const [above, job] = [jobs[`.${prefix}`], jobs[`${prefix}-${name}`]];
  if (job?.rules?.some((rule) => holds(rule.if, context)) !== true) return undefined;
  return [
    {
      // One shell for all lines.
      shell: ['bash', '-eo', 'pipefail'],
      script: [...(above?.before_script ?? []), ...(job.script ?? [])].join('\n'),
      env: mapped({ ...above?.variables, ...job.variables, ...context }, String),
      folder: '.',
      when: () => true,
    },
  ];
}

function holds(rule: string, context: Context): boolean {
  const [, name = '', value] = /^\$(\w+) == "(.*)"$/.exec(rule) ?? [];
  if (value === undefined) throw new Error(`cannot work out ${rule}`);
  return context[name] === value;
}

interface AzurePipeline {
  readonly variables: Context;
  readonly jobs: readonly {
    readonly job: string;
    readonly condition?: string;
    readonly steps: readonly {
      readonly script?: string;
      readonly bash?: string;
      readonly condition?: string;
      readonly workingDirectory?: string;
      readonly env?: Context;
    }[];
  }[];
}

function azure(pipeline: string, name: string, context: Context): readonly Step[] | undefined {
  const { jobs, variables }: AzurePipeline = parse(pipeline);
  const job = jobs.find((one) => one.job === name);
  if (job === undefined || !isMet(job.condition, context)) return undefined;
  const known = { ...variables, ...context };
  const expand = (text: string): string =>
    text.replaceAll(/\$\(([\w.]+)\)/g, (macro, variable: string) => known[variable] ?? macro);
  // Every variable but secrets is one of the environment.
  const inherited = Object.fromEntries(
    Object.entries(known)
      .filter(([key]) => key !== 'System.AccessToken')
      .map(([key, value]) => [key.toUpperCase().replaceAll('.', '_'), expand(value)]),
  );
  return job.steps.flatMap(({ script, bash = script, condition, workingDirectory = '.', env = {} }) => {
    if (bash === undefined || !isMet(condition, context)) return [];
    return {
      shell: ['bash', '--noprofile', '--norc'],
      script: expand(bash),
      env: { ...inherited, ...mapped(env, expand) },
      folder: workingDirectory,
      when: () => true,
    };
  });
}

/** `eq` and `in` of a variable and texts. */
function isMet(condition: string | undefined, context: Context): boolean {
  if (condition === undefined) return true;
  const [, plain = condition] = /^and\(succeeded\(\), (.*)\)$/.exec(condition) ?? [];
  const [, variable = '', texts] = /^(?:eq|in)\(variables\['([\w.]+)'\], ('.*')\)$/.exec(plain) ?? [];
  if (texts === undefined) throw new Error(`cannot work out ${condition}`);
  return texts.split(', ').includes(`'${context[variable]}'`);
}

function mapped(env: Context, change: (value: string) => string): Context {
  return Object.fromEntries(Object.entries(env).map(([key, value]) => [key, change(value)]));
}
