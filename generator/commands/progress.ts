/** Shows the progress of a long run on a terminal, after the first second. It shows nothing without a terminal. */
import type { Io } from './io.ts';

export interface Progress {
  step(name: string): (count: number) => void;
  done(): void;
}

const QUIET_MS = 1000;
const EVERY = 500;

export function progress(io: Io): Progress {
  const start = performance.now();
  let shown = false;
  return {
    step: (name) => (count) => {
      if (!io.progress || count % EVERY !== 0 || performance.now() - start < QUIET_MS) return;
      shown = true;
      process.stderr.write(`\r\u001b[K${name} ${count} files`);
    },
    done: () => {
      if (shown) process.stderr.write('\r\u001b[K');
    },
  };
}
