/** What a program costs together with all the processes that it starts. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

export interface TreeCost {
  /** Seconds from start to exit. */
  readonly wall: number;
  /** Seconds of processor time. */
  readonly processor: number;
  /** Peak of the sum of resident memory in MiB, looked at ten times a second; undefined where it was not. */
  readonly memory?: number;
}

const TICKS_A_SECOND = 100;
const SAMPLE_MS = 100;

/** The child says what it and the children that it has waited for have used, as proc(5) counts it. */
const REPORT_TIME = `data:text/javascript,${encodeURIComponent(
  "import{readFileSync}from'node:fs';process.on('exit',()=>process.stderr.write('\\nprocessor-ticks '+" +
    "readFileSync('/proc/self/stat','utf8').split(') ')[1].split(' ').slice(11,15).reduce((a,b)=>a+Number(b),0)+'\\n'))",
)}`;

/** Runs a Node program to its end; one that fails stops the benchmark with what it said. */
export async function measureTree(program: string, args: readonly string[]): Promise<TreeCost> {
  const start = process.hrtime.bigint();
  const child = spawn(process.execPath, ['--import', REPORT_TIME, program, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  let memory = 0;
  const sampling = setInterval(() => {
    memory = Math.max(memory, memoryOfTree(child.pid ?? 0));
  }, SAMPLE_MS);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearInterval(sampling);
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${said}`);
  const ticks = Number(/processor-ticks (\d+)/.exec(said)?.[1] ?? Number.NaN);
  return { wall, processor: ticks / TICKS_A_SECOND, memory };
}

/** Seconds of processor time of all children that have ended: fields 16 and 17 of proc(5). */
export function processorOfChildren(): number {
  const figures = read('/proc/self/stat').split(') ')[1]?.split(' ') ?? [];
  return (Number(figures[13]) + Number(figures[14])) / TICKS_A_SECOND;
}

/** MiB. */
function memoryOfTree(root: number): number {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(/^PPid:\s*(\d+)/m.exec(read(`/proc/${name}/status`))?.[1] ?? 0);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const sum = (pid: number): number => {
    const own = Number(/^VmRSS:\s*(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
    return (children.get(pid) ?? []).map(sum).reduce((a, b) => a + b, own);
  };
  return sum(root);
}

/** Nothing of a process that has ended in the meantime. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
