/** Starts the build process and talks to it; programs/kustomize/main.go describes the protocol. */
import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { isList, isObject } from '../data/json.ts';

export type Build =
  | {
      readonly ok: true;
      readonly folder: string;
      /** The YAML documents. Builds with equal documents share their text, because a fleet has few different documents. */
      readonly documents: readonly string[];
    }
  | { readonly ok: false; readonly folder: string; readonly message: string };

export interface BuildProcess {
  /** Undefined when the process ends without an answer. Each folder may be requested once. Rejects when the program does not start. */
  build(folder: string): Promise<Build | undefined>;
  hasEnded(): boolean;
  /** Ends the process and returns its exit status and its last output. */
  end(): Promise<{ readonly status: string; readonly said: string }>;
}

/** A caller that waits for a build. */
interface Asked {
  readonly answer: (build: Build | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** How many characters of the last output are kept to explain a failure. */
const MOST_SAID = 2000;

export function startBuildProcess(binary: string, repo: string): BuildProcess {
  // Without a PATH it cannot start commands.
  const child = spawn(binary, [repo], { cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = new Map<string, Asked>();
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(error);
  };
  child.once('error', fail);
  // If the process ends, its output and exit status say more.
  child.stdin.on('error', () => {});
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, MOST_SAID);
  });
  const documents: string[] = [];
  const read = eachLine(child.stdout, (line) => {
    const answer: unknown = JSON.parse(line);
    if (isObject(answer) && typeof answer.document === 'string') documents.push(answer.document);
    else {
      const build = readBuild(answer, documents);
      waiting.get(build.folder)?.answer(build);
      waiting.delete(build.folder);
    }
  });
  read.catch(fail);
  let ended = false;
  const status = new Promise<string>((resolve) =>
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`)),
  );
  Promise.all([status, read]).then(() => {
    ended = true;
    for (const { answer } of waiting.values()) answer(undefined);
  }, fail);
  return {
    build(folder) {
      if (failure !== undefined) return Promise.reject(failure);
      child.stdin.write(`${JSON.stringify({ folder })}\n`);
      return new Promise((answer, reject) => waiting.set(folder, { answer, reject }));
    },
    hasEnded: () => ended,
    async end() {
      if (child.pid === undefined) return { status: 'not started', said };
      child.stdin.end();
      return { status: await status, said: said.trim() };
    },
  };
}

function readBuild(answer: unknown, documents: readonly string[]): Build {
  if (!isObject(answer) || typeof answer.folder !== 'string')
    throw new Error(`unexpected answer of the build process: ${JSON.stringify(answer)}`);
  const { folder, error, documents: numbers = [] } = answer;
  if (typeof error === 'string') return { ok: false, folder, message: error };
  const built = isList(numbers) ? numbers.map((number) => documents[Number(number)]) : [];
  if (!built.every((document) => document !== undefined))
    throw new Error(`the build process returned a reference to an unknown document: ${folder}`);
  return { ok: true, folder, documents: built };
}

async function eachLine(stream: Readable, tell: (line: string) => void): Promise<void> {
  let parts: string[] = [];
  for await (const chunk of stream.setEncoding('utf8')) {
    const [first = '', ...others] = String(chunk).split('\n');
    parts.push(first);
    for (const next of others) {
      tell(parts.join(''));
      parts = [next];
    }
  }
}
