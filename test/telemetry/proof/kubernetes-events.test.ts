/** Events of a real API server go through the generated collectors into the stores, with the rights that the chart gives and no others. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { readManifest } from '../../engines/live-object.ts';
import { startEtcd } from '../../engines/servers/etcd.ts';
import { type Kubernetes, startKubernetes } from '../../engines/servers/kubernetes.ts';
import { openWorkspace } from '../../engines/workspace.ts';
import { startCollector } from './collector.ts';
import { prepare, startCollectors } from './collectors.ts';
import { lacksOf } from './log-dashboards.ts';
import { phase } from './phase.ts';
import { podIps } from './pod-ip.ts';
import { CLUSTER } from './proof-fleet.ts';
import { eventually, Undo } from './server.ts';
import { exportersTo, type Line, startVictoriaLogs, type VictoriaLogs } from './victoria-logs.ts';

const ACCOUNT = { kind: 'ServiceAccount', name: 'otel-events', namespace: 'lang-observatory' } as const;

const NAMESPACES = ['search', 'argocd'] as const;

let undo = new Undo();

afterEach(async () => {
  await undo.stop();
  undo = new Undo();
});

async function startCluster(): Promise<Kubernetes> {
  const workspace = openWorkspace();
  undo.defer(() => workspace.stop());
  const kubernetes = await phase('an API server', async () =>
    startKubernetes(workspace, await startEtcd(workspace), 'proof'),
  );
  for (const name of NAMESPACES)
    await kubernetes.api.apply(readManifest({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  return kubernetes;
}

const granted = z.looseObject({ clusterRole: z.looseObject({ rules: z.array(z.record(z.string(), z.json())) }) });
const kubeconfig = z.looseObject({
  users: z.tuple([z.looseObject({ user: z.record(z.string(), z.json()) })]),
});

/** The role that the chart makes of the values, and a kubeconfig in `home` of somebody who has it. */
async function grant({ api, kubeconfig: path }: Kubernetes, values: JsonObject, home: string): Promise<void> {
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: ACCOUNT.name } } as const;
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: ACCOUNT.name };
  await api.apply(readManifest({ ...rbac, kind: 'ClusterRole', rules: granted.parse(values).clusterRole.rules }));
  await api.apply(readManifest({ ...rbac, kind: 'ClusterRoleBinding', roleRef, subjects: [ACCOUNT] }));
  const config = kubeconfig.parse(JSON.parse(await readFile(path, 'utf8')));
  config.users[0].user.as = `system:serviceaccount:${ACCOUNT.namespace}:${ACCOUNT.name}`;
  await mkdir(join(home, '.kube'), { recursive: true });
  await writeFile(join(home, '.kube', 'config'), JSON.stringify(config));
}

/** As a controller writes it. */
function eventOf(namespace: string, name: string, fields: JsonObject): JsonObject {
  const at = `${new Date().toISOString().slice(0, 19)}Z`;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace },
    type: 'Normal',
    reportingComponent: '',
    reportingInstance: '',
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
    ...fields,
  };
}

const messages = (lines: readonly Line[]): readonly (string | undefined)[] => lines.map(({ _msg }) => _msg).sort();

/** Lines of the namespaces that the test writes to: the API server writes events of its own to `default` when it likes. */
function lines(store: VictoriaLogs, count: number): Promise<readonly Line[]> {
  return eventually(`${count} lines`, async () => {
    const found = await store.query(`"k8s.namespace.name":in(${NAMESPACES.join(',')}) _time:100y`);
    return found.length >= count ? found : undefined;
  });
}

it('events are lines of the store, and those of Argo CD and Flux belong to the audit stream', async () => {
  const podIp = podIps();
  const hosts = { logs: podIp(), audit: podIp() };
  const exporters = exportersTo(hosts);
  const site = await prepare(undo, {
    settings: {
      logs: { mode: 'managed' },
      audit: { mode: 'managed' },
      prometheus: { mode: 'disabled' },
      'otel-events': {
        mode: 'managed',
        values: { alternateConfig: { receivers: { k8s_objects: { auth_type: 'kubeConfig' } } } },
      },
      'otel-gateway': { values: { alternateConfig: { exporters } } },
    },
  });
  const { folder, installed, addresses } = site;
  const start = async (store: 'logs' | 'audit') =>
    undo.use(await startVictoriaLogs(join(folder, store), hosts[store], installed.values(store)));
  const [logs, audit] = [await start('logs'), await start('audit')];
  const values = z
    .record(z.string(), z.json())
    .parse(
      JSON.parse(
        JSON.stringify(installed.values('otel-events')).replaceAll(
          'otel-gateway.lang-observatory.svc',
          addresses.gateway,
        ),
      ),
    );
  const kubernetes = await startCluster();
  const home = join(folder, 'otel-events');
  await grant(kubernetes, values, home);
  const write = async (...event: Parameters<typeof eventOf>) => kubernetes.api.apply(readManifest(eventOf(...event)));
  const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'search', name: 'assistant-1' };
  const backOff = await write('search', 'assistant-1.1', {
    type: 'Warning',
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    involvedObject: pod,
    source: { component: 'kubelet', host: 'node-1' },
  });
  await startCollectors(undo, site);
  const collector = undo.use(await startCollector(home, podIp(), values, {}));
  await lines(logs, 1);
  await write('search', 'assistant-1.2', {
    reason: 'Scheduled',
    message: 'Successfully assigned search/assistant-1 to node-1',
    involvedObject: pod,
    reportingComponent: 'default-scheduler',
    reportingInstance: 'default-scheduler-1',
    action: 'Binding',
    eventTime: new Date().toISOString().replace('Z', '000Z'),
    firstTimestamp: null,
    lastTimestamp: null,
    count: null,
  });
  await write('argocd', 'assistant.1', {
    reason: 'OperationStarted',
    message: 'admin initiated sync to HEAD',
    involvedObject: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd', name: 'assistant' },
    source: { component: 'argocd-server' },
  });
  await write('argocd', 'stack.1', {
    reason: 'ReconciliationSucceeded',
    message: 'Reconciliation finished',
    involvedObject: {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      namespace: 'argocd',
      name: 'stack',
    },
    source: { component: 'kustomize-controller' },
  });
  await kubernetes.api.mergePatch(backOff, { count: 2, message: 'Back-off again' });
  await kubernetes.api.delete(backOff);
  expect(messages(await lines(audit, 2))).toEqual(['Reconciliation finished', 'admin initiated sync to HEAD']);
  const found = await lines(logs, 3);
  expect(await lacksOf('events', installed.dashboards, { logs, audit })).toEqual([]);
  expect(messages(found)).toEqual([
    'Back-off again',
    'Back-off restarting failed container',
    'Successfully assigned search/assistant-1 to node-1',
  ]);
  expect(found.find(({ _msg }) => _msg === 'Back-off again')).toMatchObject({
    'service.name': 'kubernetes-events',
    'k8s.namespace.name': 'search',
    'k8s.event.reason': 'BackOff',
    'k8s.event.count': '2',
    'k8s.event.source': 'kubelet',
    'k8s.object.kind': 'Pod',
    'k8s.object.name': 'assistant-1',
    severity_text: 'WARN',
    cluster: CLUSTER,
  });
  expect(found.find(({ 'k8s.event.reason': reason }) => reason === 'Scheduled')).toMatchObject({
    'k8s.event.source': 'default-scheduler',
    severity_text: 'INFO',
  });
  for (const { _time = '' } of found) expect(Math.abs(Date.now() - Date.parse(_time))).toBeLessThan(600_000);
  expect(collector.watched).toEqual([]);
});
