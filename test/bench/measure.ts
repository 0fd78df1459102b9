/** Runs a program as a whole process and says what it cost, start-up included. */
import { spawnSync } from 'node:child_process';

export interface Cost {
  /** Seconds from start to exit. */
  readonly wall: number;
  /** Peak resident memory in MiB. */
  readonly memory: number;
}

/** The child reports its own peak memory when it exits: the operating system's figure, as `time -v` shows it. */
const REPORT_MEMORY = `data:text/javascript,${encodeURIComponent(
  "process.on('exit',()=>process.stderr.write('\\npeak-memory-kib '+process.resourceUsage().maxRSS+'\\n'))",
)}`;

/** Runs a Node program to its end; a program that fails stops the benchmark with what it said. */
export function measure(program: string, args: readonly string[]): Cost {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['--import', REPORT_MEMORY, program, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e9;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed: ${stderr}`);
  return { wall, memory: Number(/peak-memory-kib (\d+)/.exec(stderr)?.[1] ?? 0) / 1024 };
}

/** The run with the median time. */
export function median(costs: readonly Cost[]): Cost {
  const sorted = [...costs].sort((a, b) => a.wall - b.wall);
  return sorted[Math.floor(sorted.length / 2)] ?? { wall: 0, memory: 0 };
}
