import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/data/json.ts';
import { DEFAULT_ENGINE_INSTALLS } from '../../generator/fleet/engine-installs.ts';
import type { SyncPolicy } from '../../generator/live/argocd/application.ts';
import { ofFleet } from '../../generator/live/argocd/argocd-objects.ts';
import { readArgocd } from '../../generator/live/argocd/cluster.ts';
import { withCauses } from '../../generator/live/cause/waits.ts';
import { application, applicationSet, COMMIT, OLDER, rootApplication, SINCE, URL, WANTED } from './objects.ts';

const CHARTS = WANTED.filter(({ source }) => source === 'chart');

const read = (...objects: readonly JsonObject[]) => readWith('automatic', objects);

function readWith(sync: SyncPolicy, objects: readonly JsonObject[]) {
  const found = readArgocd({
    cluster: 'eu-1',
    fleet: 'acme',
    url: URL,
    sync,
    wanted: CHARTS,
    instance: DEFAULT_ENGINE_INSTALLS.argocd[0],
    objects: ofFleet(objects, 'acme', DEFAULT_ENGINE_INSTALLS.argocd[0]),
    context: 'hub',
  });
  const components = withCauses(found.components, CHARTS);
  return { ...found, of: (name: string) => components.find(({ component }) => component === name) };
}

const clickhouse = (status: JsonObject = {}, commit = COMMIT) => application('clickhouse', '0.2.1', status, commit);
const langfuse = (status: JsonObject = {}) => application('langfuse', '2.0.0', status);

describe('a cluster of Argo CD', () => {
  it('is healthy at the commit that it is Synced to', () => {
    const { commits, problems, of } = read(rootApplication(), clickhouse(), langfuse());
    expect([commits, problems]).toEqual([[COMMIT], []]);
    expect(of('clickhouse')).toMatchObject({
      state: 'healthy',
      wanted: '0.2.1',
      running: '0.2.1',
      commit: COMMIT,
      isSynced: true,
      isHealthy: true,
      hasDrift: false,
      since: SINCE,
    });
  });

  it('is broken where a sync is tried again and again, with the object that is refused; what needs it waits', () => {
    const operationState = {
      phase: 'Running',
      retryCount: 3,
      startedAt: SINCE,
      message: 'one or more objects failed to apply',
      syncResult: {
        resources: [
          { kind: 'Service', namespace: 'clickhouse', name: 'web', status: 'Synced', message: 'configured' },
          {
            kind: 'Deployment',
            namespace: 'clickhouse',
            name: 'db',
            status: 'SyncFailed',
            message: 'spec.replicas: Invalid value: "secret-of-mine"',
          },
        ],
      },
    };
    const progressing = { health: { status: 'Progressing', lastTransitionTime: SINCE } };
    const { of } = read(rootApplication(), clickhouse({ operationState }), langfuse(progressing));
    expect(of('clickhouse')).toMatchObject({
      state: 'broken',
      problem: 'sync failed: Deployment clickhouse/db: spec.replicas: Invalid value: *** (tried 4 times)',
      advice: 'kubectl --context hub -n argocd describe application eu-1-clickhouse',
    });
    expect(of('langfuse')).toMatchObject({ state: 'waiting', waitsFor: ['clickhouse'] });
  });

  it('has drifted where objects differ from what was synced last, and progresses where Git does', () => {
    const resources = [
      { kind: 'ConfigMap', namespace: 'clickhouse', name: 'config', status: 'OutOfSync' },
      { kind: 'Service', namespace: 'clickhouse', name: 'web', status: 'Synced' },
    ];
    const sync = (commit: string) => ({ status: 'OutOfSync', revisions: ['0.2.1', commit] });
    expect(
      read(rootApplication(), clickhouse({ resources, sync: sync(COMMIT) }), langfuse()).of('clickhouse'),
    ).toMatchObject({
      state: 'drifted',
      hasDrift: true,
      problem: 'ConfigMap clickhouse/config differs from Git in the cluster',
      advice: 'argocd --kube-context hub app diff argocd/eu-1-clickhouse',
    });
    expect(
      read(rootApplication(), clickhouse({ resources, sync: sync(OLDER) }), langfuse()).of('clickhouse'),
    ).toMatchObject({
      state: 'progressing',
      hasDrift: false,
      commit: COMMIT,
    });
  });

  it('is suspended where its automatic sync was taken away', () => {
    const still = { ...clickhouse(), spec: { ...(clickhouse().spec as JsonObject), syncPolicy: {} } };
    expect(read(rootApplication(), still, langfuse()).of('clickhouse')).toMatchObject({
      state: 'suspended',
      isHealthy: true,
      problem: 'its automatic sync is off',
    });
  });

  it('waits for a person where the input leaves the sync to one, and is healthy once somebody has synced it', () => {
    const manual = (status: JsonObject = {}) => {
      const one = clickhouse(status);
      return { ...one, spec: { ...(one.spec as JsonObject), syncPolicy: { automated: { enabled: false } } } };
    };
    const late = manual({ sync: { status: 'OutOfSync', revisions: ['0.2.1', OLDER] } });
    expect(readWith('manual', [rootApplication(), late, langfuse()]).of('clickhouse')).toMatchObject({
      state: 'progressing',
      isSuspended: false,
      problem: 'it waits for a person to sync it',
      advice: 'argocd --kube-context hub app sync argocd/eu-1-clickhouse',
    });
    expect(readWith('manual', [rootApplication(), manual(), langfuse()]).of('clickhouse')).toMatchObject({
      state: 'healthy',
    });
  });

  it('says of a component without an Application what its ApplicationSet says', () => {
    const error = 'error generating application: there are no clusters with this name: eu-1';
    const { of } = read(rootApplication(), applicationSet('clickhouse', error), langfuse());
    expect(of('clickhouse')).toMatchObject({
      state: 'missing',
      problem: `there is no Application eu-1-clickhouse: ${error}`,
      advice: 'kubectl --context hub -n argocd describe applicationset observatory.acme.clickhouse',
    });
    expect(of('langfuse')).toMatchObject({ state: 'healthy' });
  });

  it('tells errors of the comparison, and does not take warnings for them', () => {
    const conditions = (type: string) => ({
      conditions: [{ type, message: 'dial tcp: connection refused', lastTransitionTime: SINCE }],
    });
    const { of } = read(
      rootApplication(),
      clickhouse(conditions('ComparisonError')),
      langfuse(conditions('SharedResourceWarning')),
    );
    expect(of('clickhouse')).toMatchObject({
      state: 'broken',
      problem: 'ComparisonError: dial tcp: connection refused',
    });
    expect(of('langfuse')).toMatchObject({ state: 'healthy' });
  });

  it('tells what is wrong with the root Application, and that there is none', () => {
    const conditions = [{ type: 'ComparisonError', message: 'cannot fetch' }];
    expect(read(rootApplication({ conditions }), clickhouse(), langfuse()).problems).toMatchObject([
      { problem: 'Application observatory.acme: ComparisonError: cannot fetch' },
    ]);
    expect(read(clickhouse(), langfuse()).problems).toMatchObject([
      { advice: 'kubectl --context hub -n argocd apply -f argocd/root.yaml' },
    ]);
  });

  it('is not told of Applications of another fleet', () => {
    const { metadata, ...rest } = clickhouse();
    const labels = { ...(metadata as { labels: JsonObject }).labels, 'lang-observatory.dev/fleet': 'other' };
    const foreign = { ...rest, metadata: { ...(metadata as JsonObject), labels } };
    expect(read(rootApplication(), foreign, langfuse()).of('clickhouse')).toMatchObject({ state: 'missing' });
  });
});
