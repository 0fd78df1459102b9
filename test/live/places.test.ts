/** Which context leads to an Argo CD: the one that is said for it, or else the one for all. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { contextMap } from '../../generator/commands/status/maps.ts';
import { readContextMap } from '../../generator/live/clusters/contexts.ts';
import { waysTo } from '../../generator/live/places.ts';
import { describedFleet } from '../described-fleet.ts';
import { inputFiles } from '../input-files.ts';

const FLEET = describedFleet(
  inputFiles({
    fleet: {
      argocd: { instances: [{ name: 'production', namespace: 'openshift-gitops' }, { name: 'development' }] },
    },
    clusters: {
      'prod-1': { engine: 'argocd', argocd: { instance: 'production' } },
      'dev-1': { engine: 'argocd', argocd: { instance: 'development' } },
      'eu-1': { engine: 'flux' },
    },
  }),
);
const INSTANCES = ['production', 'development'];

function ways(...said: readonly string[]) {
  const found = waysTo(
    FLEET.clusters,
    ['eu-1', 'hub-prod', 'hub-dev', 'a=b'],
    contextMap({ argocdContext: said }, INSTANCES, '/'),
    FLEET,
  );
  return 'mistake' in found ? found.mistake : Object.fromEntries(found.argocd);
}

describe('the way to Argo CD', () => {
  it('is one for all where one is said', () => {
    expect(ways('hub-prod')).toEqual({ production: { context: 'hub-prod' }, development: { context: 'hub-prod' } });
  });

  it('is another one for each instance', () => {
    const own = { production: { context: 'hub-prod' }, development: { context: 'hub-dev' } };
    expect(ways('production=hub-prod', 'development=hub-dev')).toEqual(own);
    expect(ways('hub-dev', 'production=hub-prod')).toEqual(own);
  });

  it('may have an equals sign in the name of its context', () => {
    expect(ways('a=b')).toEqual({ production: { context: 'a=b' }, development: { context: 'a=b' } });
  });

  it('is missing for the instance that nobody has said one for', () => {
    expect(ways('production=hub-prod')).toEqual({
      production: { context: 'hub-prod' },
      development: {
        none: {
          problem: 'nobody has said which context leads to the cluster where Argo CD development runs',
          advice: 'name it with --argocd-context development=CONTEXT',
        },
      },
    });
  });

  it('is refused where the kubeconfig does not have it', () => {
    expect(ways('production=nowhere')).toBe(
      'the kubeconfig has no context nowhere\n  hint: contexts are eu-1, hub-prod, hub-dev, a=b',
    );
  });
});

describe('a map file', () => {
  const read = (text: string) => readContextMap(parse(text), 'map.yaml');

  it('has a context for every Argo CD, or one for each', () => {
    expect(read('argocd: hub')).toEqual({ argocd: new Map([['', 'hub']]), clusters: new Map() });
    expect(read('argocd: {production: hub-prod}\nclusters: {eu-1: prod}')).toEqual({
      argocd: new Map([['production', 'hub-prod']]),
      clusters: new Map([['eu-1', 'prod']]),
    });
  });

  it.each([
    ['argocd: [hub]', 'map.yaml: argocd must be the name of a context, or a map'],
    ['argocd: {production: 1}', 'map.yaml: the context of production must be a text'],
    ['clusters: {eu-1: {}}', 'map.yaml: the context of eu-1 must be a text'],
  ])('that is %s is refused', (text, message) => {
    expect(read(text)).toEqual({ mistake: expect.stringContaining(message) });
  });

  it('that names an Argo CD which the fleet does not have is refused', () => {
    const map = read('argocd: {staging: hub-prod}');
    if ('mistake' in map) throw new Error(map.mistake);
    expect(waysTo(FLEET.clusters, ['hub-prod'], map, FLEET)).toEqual({
      mistake: '--context-map: the fleet has no Argo CD staging\n  hint: instances are production, development',
    });
  });
});
