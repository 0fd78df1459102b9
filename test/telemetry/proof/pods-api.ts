/** The part of the Kubernetes API that a collector asks for the pods of its node, and a kubeconfig that leads there. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../../generator/data/json.ts';
import { emitYaml } from '../../../generator/data/yaml.ts';
import { answerJson, type Stub, startStub } from './http-stub.ts';

const PORT = 6443;
const LIST = { apiVersion: 'v1', metadata: { resourceVersion: '1' } } as const;

export interface PodsApi extends Stub {
  /** The requests that came. */
  readonly requests: readonly string[];
}

/** Answers lists and watches of pods with these, whichever are asked for. */
export async function startPodsApi(host: string, pods: () => readonly JsonObject[]): Promise<PodsApi> {
  const requests: string[] = [];
  const stub = await startStub(host, PORT, ({ path }, response) => {
    requests.push(path);
    const { pathname, searchParams } = new URL(path, 'http://api');
    if (pathname !== '/api/v1/pods') return void response.writeHead(404).end();
    if (searchParams.get('watch') !== 'true')
      return answerJson(response, 200, { ...LIST, kind: 'PodList', items: pods() });
    response.writeHead(200, { 'content-type': 'application/json' });
    const send = (type: string, object: JsonObject) => response.write(`${JSON.stringify({ type, object })}\n`);
    // A client that asks for it gets the list as events, and a mark at its end.
    if (searchParams.get('sendInitialEvents') !== 'true') return;
    for (const pod of pods()) send('ADDED', { apiVersion: 'v1', kind: 'Pod', ...pod });
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    send('BOOKMARK', { apiVersion: 'v1', kind: 'Pod', metadata: { resourceVersion: '1', annotations } });
  });
  return { ...stub, requests };
}

/** Of the user whose home the folder is. */
export async function writeKubeconfig(home: string, host: string): Promise<void> {
  await mkdir(join(home, '.kube'), { recursive: true });
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'proof', cluster: { server: `http://${host}:${PORT}` } }],
    users: [{ name: 'proof', user: {} }],
    contexts: [{ name: 'proof', context: { cluster: 'proof', user: 'proof' } }],
    'current-context': 'proof',
  };
  await writeFile(join(home, '.kube', 'config'), emitYaml(config));
}
