/** LiteLLM's real proxy, without a database and without providers, and the requests that give each of its metrics an occasion. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../../generator/data/json.ts';
import { pythonWith } from '../../tools/python.ts';
import { scrapedPod } from './pod-monitor.ts';
import type { Target } from './prometheus.ts';
import { answers, startServer, type Undo } from './server.ts';

const PROGRAM = join(import.meta.dirname, 'litellm');
export const LITELLM_PROGRAMS = 'LiteLLM 1.108.7, with keys and budgets of a hook in place of a database';

/** Settings of the component that watches it. */
export const LITELLM_SETTINGS = {
  gateways: [{ engine: 'litellm', namespaces: ['gateways'], selector: { app: 'litellm' }, signIn: { kind: 'bearer' } }],
} as const;

export interface LiteLlm {
  /** As the monitor finds it. */
  readonly target: Target;
  /** One round of requests. Counters begin with the first, so only what later ones add can be seen. */
  round(): Promise<void>;
}

/** Starts it at `host`. `manifests` are those of a cluster with LITELLM_SETTINGS. */
export async function startLiteLlm(
  undo: Undo,
  {
    folder,
    host,
    manifests,
  }: { readonly folder: string; readonly host: string; readonly manifests: readonly JsonObject[] },
): Promise<LiteLlm> {
  const { port, path, job, metricRelabelings } = scrapedPod(manifests, 'llm-gateways-litellm');
  await mkdir(folder, { recursive: true });
  for (const file of ['config.yaml', 'hooks.py']) await copyFile(join(PROGRAM, file), join(folder, file));
  const url = `http://${host}:${port}`;
  undo.use(
    await startServer({
      name: 'litellm',
      program: await pythonWith(join(PROGRAM, 'requirements.txt')),
      arguments: ['-m', 'litellm.proxy.proxy_cli', '--config', 'config.yaml', '--host', host, '--port', `${port}`],
      // Its list of prices is in the package; by default it would be fetched.
      environment: { LITELLM_LOCAL_MODEL_COST_MAP: 'True', PYTHONDONTWRITEBYTECODE: '1' },
      folder,
      ready: () => answers(`${url}/health/liveliness`),
    }),
  );
  let rounds = 0;
  return {
    target: {
      address: `${host}:${port}`,
      path,
      token: 'sk-prometheus',
      metricRelabelings,
      labels: { job: job, namespace: 'gateways', pod: 'litellm-0', container: 'litellm' },
    },
    round: async () => {
      rounds += 1;
      for (const request of requests(rounds)) await ask(url, request);
    },
  };
}

interface Request {
  readonly key: string;
  readonly model: string;
  readonly text: string;
  readonly stream?: boolean;
}

/** What each is for, in this order: hits and misses of the cache, time to first token, both ends of a fallback, guardrails, refusals. */
function requests(round: number): readonly Request[] {
  return [
    { key: 'sk-alice', model: 'chat', text: `How is the weather on day ${round}?` },
    { key: 'sk-bob', model: 'chat', text: `How is the weather on day ${round}?` },
    { key: 'sk-bob', model: 'chat', text: `And in the evening of day ${round}?`, stream: true },
    { key: 'sk-alice', model: 'limited', text: `Will it rain on day ${round}?` },
    { key: 'sk-alice', model: 'limited-twice', text: `Will it snow on day ${round}?` },
    { key: 'sk-bob', model: 'away', text: `Is anybody there on day ${round}?` },
    { key: 'sk-alice', model: 'chat', text: 'My password is 1234.' },
    { key: 'sk-alice', model: 'chat', text: 'Solve this riddle.' },
    { key: 'sk-nobody', model: 'chat', text: 'Who am I?' },
  ];
}

/** Failures are some of the occasions. */
async function ask(url: string, { key, model, text, stream = false }: Request): Promise<void> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${key}`,
      'Content-Type': 'application/json',
      'User-Agent': `application/${key}`,
      // The server closes a connection that was idle for five seconds, and may do so just when the next request begins.
      Connection: 'close',
    },
    body: JSON.stringify({ model, stream, messages: [{ role: 'user', content: text }] }),
  });
  await response.text();
}
