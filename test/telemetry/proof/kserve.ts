/** KServe's real model server, which needs no GPU for a model that needs none, and its requests. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../../generator/data/json.ts';
import { pythonWith } from '../../tools/python.ts';
import { scrapedPod } from './pod-monitor.ts';
import type { Target } from './prometheus.ts';
import { answers, startServer, type Undo } from './server.ts';

const PROGRAM = join(import.meta.dirname, 'kserve');
export const KSERVE_PROGRAMS = 'KServe 0.21.0, the Python server';

/** Settings of the component that watches it at this port. */
export function kserveSettings(port: number): JsonObject {
  return { servers: [{ engine: 'kserve', namespaces: ['models'], selector: { app: 'double' }, port }] };
}

export interface KServe {
  /** As the monitor finds it. */
  readonly target: Target;
  /** One prediction. */
  predict(): Promise<void>;
}

interface Place {
  readonly folder: string;
  readonly host: string;
  /** Those of a cluster with `kserveSettings`. */
  readonly manifests: readonly JsonObject[];
}

/** Starts it. It listens at every address, `host` among them. */
export async function startKServe(undo: Undo, { folder, host, manifests }: Place): Promise<KServe> {
  const { port, path, job } = scrapedPod(manifests, 'model-serving-kserve');
  await mkdir(folder, { recursive: true });
  const url = `http://${host}:${port}`;
  undo.use(
    await startServer({
      name: 'kserve',
      program: await pythonWith(join(PROGRAM, 'requirements.txt')),
      arguments: [join(PROGRAM, 'model.py'), '--http_port', `${port}`],
      environment: { PYTHONDONTWRITEBYTECODE: '1' },
      folder,
      ready: () => answers(`${url}/v2/health/ready`),
    }),
  );
  return {
    target: {
      address: `${host}:${port}`,
      path,
      labels: { job, namespace: 'models', pod: 'double-0', container: 'kserve-container' },
    },
    predict: async () => {
      const response = await fetch(`${url}/v1/models/double:predict`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ instances: [1, 2] }),
      });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      await response.text();
    },
  };
}
