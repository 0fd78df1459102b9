/** What restarts for values of a chart: the workloads that they define, or the release where any of them may be concerned. */
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../generator/data/json.ts';
import type { Content, Release } from '../../generator/plan/deployed/deployed.ts';
import { comparedComponent } from '../../generator/plan/difference/component.ts';

const RELEASE: Release = {
  name: 'langfuse',
  namespace: 'llm',
  repository: 'registry.acme.io',
  chart: 'langfuse',
  version: '1.0.0',
};

function restartsOf(before: JsonObject, after: JsonObject): readonly string[] {
  const content = (values: JsonObject): Content => ({
    release: RELEASE,
    upstream: undefined,
    values,
    objects: [],
    engineObjects: [],
    prunes: true,
    deletes: true,
  });
  return comparedComponent(content(before), content(after), 'flux').change.restarts.map(({ workload }) => workload);
}

describe('values restart', () => {
  const web = (memory: string): JsonObject => ({ langfuse: { web: { resources: { limits: { memory } } } } });

  it('the workload that they define', () => {
    expect(restartsOf(web('1Gi'), web('2Gi'))).toEqual(['langfuse.web of release langfuse']);
  });

  it('the release, once, where others of them may concern any workload', () => {
    expect(restartsOf({ ...web('1Gi'), redis: { host: 'a' } }, { ...web('2Gi'), redis: { host: 'b' } })).toEqual([
      'release langfuse',
    ]);
  });
});
