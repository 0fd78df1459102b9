/** The log files of a node, as the kubelet and containerd write them. */
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { JsonObject } from '../../../generator/data/json.ts';

export interface Container {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** What containerd makes of what a container writes: each piece with its time, and whether the line goes on. */
export interface Piece {
  readonly text: string;
  /** The next piece belongs to the same line. */
  readonly goesOn?: boolean;
  readonly ageSeconds?: number;
}

export class NodeFiles {
  readonly folder: string;
  readonly #uids = new Map<string, string>();
  #nanoseconds = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  async write(container: Container, pieces: readonly (string | Piece)[]): Promise<void> {
    const file = this.#fileOf(container);
    await mkdir(dirname(file), { recursive: true });
    await appendFile(
      file,
      pieces.map((piece) => this.#line(typeof piece === 'string' ? { text: piece } : piece)).join(''),
    );
  }

  /** As the kubelet does it with a file that is full: it renames it, and the container runtime begins another one. */
  async rotate(container: Container): Promise<void> {
    const file = this.#fileOf(container);
    await rename(file, `${file}.20261130-${String(this.#tick() % 1_000_000).padStart(6, '0')}`);
  }

  /** The pods that have written something, as the API describes them. */
  pods(): readonly JsonObject[] {
    return [...this.#uids].map(([path, uid]) => {
      const [namespace = '', name = ''] = path.split('_');
      return {
        metadata: {
          namespace,
          name,
          uid,
          resourceVersion: '1',
          labels: { 'app.kubernetes.io/name': name.replace(/-\d+$/, '') },
        },
        spec: { nodeName: 'node-1', containers: [] },
        status: { phase: 'Running' },
      };
    });
  }

  #line({ text, goesOn = false, ageSeconds = 0 }: Piece): string {
    const seconds = new Date(Date.now() - ageSeconds * 1000).toISOString().slice(0, 20);
    return `${seconds}${String(this.#tick()).padStart(9, '0')}Z stdout ${goesOn ? 'P' : 'F'} ${text}\n`;
  }

  /** No two lines have the same time, as on a node. */
  #tick(): number {
    this.#nanoseconds += 1;
    return this.#nanoseconds;
  }

  #fileOf({ namespace, pod, container }: Container): string {
    const path = `${namespace}_${pod}`;
    const uid = this.#uids.get(path) ?? randomUUID();
    this.#uids.set(path, uid);
    return join(this.folder, `${path}_${uid}`, container, '0.log');
  }
}
