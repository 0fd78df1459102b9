/**
 * Builds folders of a repository as Argo CD and Flux do, with the program in programs/kustomize: Kustomize as a library over nothing
 * but the regular files of the repository, without git, network, plugins and helm. One process builds many folders.
 * A build that fails is an answer, not an exception.
 */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { isObject } from '../data/json.ts';

export type Build =
  | { readonly ok: true; readonly folder: string; readonly text: string }
  | { readonly ok: false; readonly folder: string; readonly message: string };

export interface BuildRun {
  /** The path of the program. */
  readonly binary: string;
  readonly repo: string;
  /** Relative to the repository. */
  readonly folders: readonly string[];
  /** How many processes build. */
  readonly concurrency: number;
  /** Told how many are done, after each. */
  readonly onBuild?: (done: number) => void;
}

/** The YAML documents that each folder builds to, or what is wrong with it, in the order of the folders. Rejects when the program does not start. */
export async function buildAll({ binary, repo, folders, concurrency, onBuild }: BuildRun): Promise<readonly Build[]> {
  const builds = new Map<number, Build>();
  // One iterator shared by all workers: each takes the next folder when it is free.
  const queue = folders.entries();
  const worker = async (): Promise<void> => {
    let builder: Builder | undefined;
    try {
      for (const [index, folder] of queue) {
        builder ??= startBuilder(binary, repo);
        const build = await builder.build(folder);
        // A folder that brings the program down costs its own build and no other's.
        if (builder.hasEnded()) builder = undefined;
        builds.set(index, build);
        onBuild?.(builds.size);
      }
    } finally {
      await builder?.end();
    }
  };
  const workers = Array.from({ length: Math.min(concurrency, folders.length) }, worker);
  // All of them have ended their processes before the first failure is told.
  const failure = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  if (failure?.status === 'rejected') throw failure.reason;
  return [...builds].sort(([a], [b]) => a - b).map(([, build]) => build);
}

interface Builder {
  /** One folder at a time. */
  build(folder: string): Promise<Build>;
  hasEnded(): boolean;
  end(): Promise<void>;
}

/** As much of what the program said before it ended as explains the end. */
const MOST_SAID = 2000;

function startBuilder(binary: string, repo: string): Builder {
  // Without a PATH there is no command that it could start.
  const child = spawn(binary, [repo], { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const closed = new Promise<string>((resolve) =>
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`)),
  );
  failed.catch(() => {});
  // The answers end when it does, which says more.
  child.stdin.on('error', () => {});
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, MOST_SAID);
  });
  const answers = lines(child.stdout);
  let ended = false;
  return {
    async build(folder) {
      said = '';
      child.stdin.write(`${JSON.stringify({ folder })}\n`);
      const { done, value } = await Promise.race([answers.next(), failed]);
      if (done !== true) return readAnswer(folder, value);
      ended = true;
      return { ok: false, folder, message: `the build broke down (${await closed}): ${said.trim()}` };
    },
    hasEnded: () => ended,
    async end() {
      if (child.pid === undefined) return;
      child.stdin.end();
      await closed;
    },
  };
}

function readAnswer(folder: string, line: string): Build {
  const answer: unknown = JSON.parse(line);
  if (!isObject(answer) || typeof answer.text !== 'string') throw new Error(`no answer of a build: ${line}`);
  return typeof answer.error === 'string'
    ? { ok: false, folder, message: answer.error }
    : { ok: true, folder, text: answer.text };
}

/** The lines of a stream, each when it is whole. */
async function* lines(stream: Readable): AsyncGenerator<string, undefined> {
  let parts: string[] = [];
  for await (const chunk of stream.setEncoding('utf8')) {
    const [first = '', ...others] = String(chunk).split('\n');
    parts.push(first);
    for (const next of others) {
      yield parts.join('');
      parts = [next];
    }
  }
  return undefined;
}
