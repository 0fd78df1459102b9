import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/data/json.ts';
import { withCauses } from '../../generator/live/cause/waits.ts';
import { readFlux } from '../../generator/live/flux/cluster.ts';
import {
  COMMIT,
  gitRepository,
  helmRelease,
  kustomization,
  OLDER,
  ociRepository,
  replacing,
  SINCE,
  settledFlux,
  WANTED,
} from './objects.ts';

function read(objects: readonly JsonObject[]) {
  const found = readFlux({
    folder: 'flux/clusters/dev-1',
    wanted: WANTED,
    namespace: 'flux-system',
    objects,
    context: 'dev',
  });
  const components = withCauses(found.components, WANTED);
  const of = (name: string) => components.find(({ component }) => component === name);
  return { ...found, components, of };
}

const FAILED = { status: 'False', reason: 'InstallFailed', message: 'Helm install failed: timed out\nwaiting' };

describe('a cluster of Flux', () => {
  it('is healthy at the commit of its source', () => {
    const { components, commits, problems } = read(settledFlux());
    expect(components.map(({ state }) => state)).toEqual(['healthy', 'healthy', 'healthy']);
    expect([commits, problems]).toEqual([[COMMIT], []]);
    expect(components[1]).toMatchObject({
      wanted: '0.2.1',
      running: '0.2.1',
      commit: COMMIT,
      isSynced: true,
      since: SINCE,
    });
  });

  it('says of a release that failed why, with its versions, and that what needs it waits for it', () => {
    const waits = {
      status: 'False',
      reason: 'DependencyNotReady',
      message: "dependency 'observatory-clickhouse' is not ready",
    };
    const broken = [
      ['HelmRelease', 'clickhouse', helmRelease('clickhouse', 'clickhouse', '0.2.0', FAILED)],
      [
        'Kustomization',
        'observatory-clickhouse',
        kustomization('observatory-clickhouse', { status: 'False', reason: 'HealthCheckFailed', message: 'timeout' }),
      ],
      ['Kustomization', 'observatory-langfuse', kustomization('observatory-langfuse', waits)],
    ] as const;
    const { of } = read(
      broken.reduce((all, [kind, name, instead]) => replacing(all, kind, name, instead), settledFlux()),
    );
    expect(of('clickhouse')).toMatchObject({
      state: 'broken',
      problem: 'HelmRelease clickhouse/clickhouse: InstallFailed: Helm install failed: timed out waiting',
      advice: 'kubectl --context dev -n clickhouse describe helmrelease clickhouse',
      wanted: '0.2.1',
      running: undefined,
      waitsFor: [],
    });
    expect(of('langfuse')).toMatchObject({ state: 'waiting', waitsFor: ['clickhouse'], isHealthy: false });
  });

  it('names the source whose chart is not there, and not the release that lacks it', () => {
    const said = { status: 'False', reason: 'OCIArtifactPullFailed', message: 'tag 9.9.9 not found' };
    const objects = replacing(
      settledFlux(),
      'OCIRepository',
      'langfuse',
      ociRepository('lang-observatory', 'langfuse', '9.9.9', said),
    );
    expect(read(objects).of('langfuse')).toMatchObject({
      state: 'broken',
      problem: 'OCIRepository lang-observatory/langfuse: OCIArtifactPullFailed: tag 9.9.9 not found',
      wanted: '9.9.9',
      running: '2.0.0',
    });
  });

  it('is suspended where somebody has suspended it, and how to go on', () => {
    const suspended = kustomization('observatory-langfuse', undefined, OLDER, { suspend: true });
    const { of, commits } = read(replacing(settledFlux(), 'Kustomization', 'observatory-langfuse', suspended));
    expect(of('langfuse')).toMatchObject({
      state: 'suspended',
      isSuspended: true,
      isHealthy: true,
      advice: 'flux --context dev -n flux-system resume kustomization observatory-langfuse',
    });
    expect(commits).toEqual([COMMIT, OLDER]);
  });

  it('progresses until what was fetched is applied', () => {
    const late = kustomization('observatory-langfuse', undefined, OLDER);
    expect(read(replacing(settledFlux(), 'Kustomization', 'observatory-langfuse', late)).of('langfuse')).toMatchObject({
      state: 'progressing',
      isSynced: false,
      problem: 'Flux has not applied commit 9d41c7de0a52 yet',
    });
  });

  it('has drifted where a release is gone that was applied', () => {
    expect(read(replacing(settledFlux(), 'HelmRelease', 'clickhouse')).of('clickhouse')).toMatchObject({
      state: 'drifted',
      hasDrift: true,
      problem: 'HelmRelease clickhouse/clickhouse is not there, although Flux has applied it',
    });
  });

  it('lacks a component that its Kustomization was not made for', () => {
    expect(
      read(replacing(settledFlux(), 'Kustomization', 'observatory-clickhouse')).components.map(({ state }) => state),
    ).toEqual(['healthy', 'missing', 'healthy']);
  });

  it('tells that the repository cannot be fetched, without the token in its address', () => {
    const said = {
      status: 'False',
      reason: 'GitOperationFailed',
      message: 'failed to checkout https://bot:glpat-abcdefgh12345@git.acme.io/x: 403',
    };
    const { problems } = read(replacing(settledFlux(), 'GitRepository', 'observatory', gitRepository(said)));
    expect(problems).toEqual([
      {
        problem:
          'GitRepository flux-system/observatory: GitOperationFailed: failed to checkout https://***@git.acme.io/x: 403',
        advice: 'kubectl --context dev -n flux-system describe gitrepository observatory',
      },
    ]);
  });

  it('does not know the fleet before it is bootstrapped', () => {
    expect(read([]).problems).toEqual([
      {
        problem: 'Flux does not know the fleet: there is no GitRepository flux-system/observatory',
        advice: 'bootstrap Flux with the path flux/clusters/dev-1 of the repository',
      },
    ]);
  });
});
