/**
 * The yardsticks, each a process of its own: `peers.js <what> <blob> <folder>`.
 * - write, read, stat: the same files with nothing computed: what the disk and Node alone cost.
 * - js-yaml: the same objects, written by js-yaml.
 * - cdk8s: the same Kubernetes objects, synthesised by cdk8s-core, one chart per file.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Path, text, and the objects in it (none for JSON). */
export type Blob = readonly (readonly [path: string, text: string, objects: readonly unknown[]])[];

type Peer = (blob: Blob, folder: string) => Promise<void> | void;

function writeFresh(folder: string, made: Set<string>, path: string, text: string): void {
  const target = join(folder, path);
  const parent = dirname(target);
  if (!made.has(parent)) {
    mkdirSync(parent, { recursive: true });
    made.add(parent);
  }
  writeFileSync(target, text);
}

const PEERS: Readonly<Record<string, Peer>> = {
  write: (blob, folder) => {
    const made = new Set<string>();
    for (const [path, text] of blob) writeFresh(folder, made, path, text);
  },
  read: (blob, folder) => {
    for (const [path, text] of blob)
      if (readFileSync(join(folder, path), 'utf8') !== text) throw new Error(`${path} differs`);
  },
  stat: (blob, folder) => {
    for (const [path, text] of blob)
      if (statSync(join(folder, path)).size === 0 && text !== '') throw new Error(`${path} is empty`);
  },
  'js-yaml': async (blob, folder) => {
    const { dump } = await import('js-yaml');
    const made = new Set<string>();
    for (const [path, text, objects] of blob)
      writeFresh(folder, made, path, objects.length === 0 ? text : objects.map((object) => dump(object)).join('---\n'));
  },
  cdk8s: async (blob, folder) => {
    const { ApiObject, App, Chart, YamlOutputType } = await import('cdk8s');
    // One App for each cluster or component, a chart for each file: one App for everything takes time that grows with its square.
    for (const [group, files] of grouped(blob)) {
      const app = new App({ outdir: join(folder, group), yamlOutputType: YamlOutputType.FILE_PER_CHART });
      for (const [path, , objects] of files) {
        const chart = new Chart(app, path.replaceAll(/[^a-zA-Z0-9]/g, '-'));
        for (const [index, object] of objects.entries())
          if (isKubernetes(object)) new ApiObject(chart, String(index), object);
      }
      app.synth();
    }
  },
};

function grouped(blob: Blob): ReadonlyMap<string, Blob> {
  const groups = new Map<string, Blob[number][]>();
  for (const entry of blob) {
    const group = entry[0].split('/').slice(0, 3).join('/');
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [entry]);
    else known.push(entry);
  }
  return groups;
}

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
}

function isKubernetes(object: unknown): object is KubernetesObject {
  return typeof object === 'object' && object !== null && 'apiVersion' in object && 'kind' in object;
}

const [what = '', blob = '', folder = ''] = process.argv.slice(2);
const peer = PEERS[what];
if (peer === undefined) throw new Error(`unknown peer ${what}`);
const loaded: Blob = JSON.parse(readFileSync(blob, 'utf8'));
await peer(loaded, folder);
