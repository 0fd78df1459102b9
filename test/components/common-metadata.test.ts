/** Labels and annotations of a company are on every object that we write, and change nothing else of it. */
import { describe, expect, it } from 'vitest';
import { SIZES } from '../../generator/fleet/model.ts';
import { identityOf } from '../../generator/kubernetes/manifest.ts';
import { at } from '../engines/live-object.ts';
import { type Sections, watchedCluster } from '../telemetry/rules/watched-cluster.ts';

const COMMON = { labels: { team: 'search' }, annotations: { 'acme.io/owner': 'platform@acme.io' } } as const;

function objects(sections: Sections) {
  return [...watchedCluster(sections).values()].flatMap(({ manifests }) => manifests);
}

describe.each(SIZES)('in size %s', (size) => {
  const marked = objects({ cluster: { size, commonMetadata: COMMON } });
  const plain = new Map(objects({ cluster: { size } }).map((object) => [identityOf(object), object]));

  it('are on every object, namespaces too', () => {
    expect(marked.filter(({ kind }) => kind === 'Namespace').length).toBeGreaterThan(1);
    for (const { metadata } of marked) expect(metadata).toMatchObject(COMMON);
  });

  it('change nothing but the metadata, and none of its own keys', () => {
    expect(marked.map(identityOf)).toEqual([...plain.keys()]);
    for (const { metadata, ...content } of marked) {
      const before = plain.get(identityOf({ ...content, metadata } as (typeof marked)[number]));
      expect({ ...content, metadata: before?.metadata }).toEqual(before);
      for (const field of ['labels', 'annotations'])
        expect(metadata).toMatchObject({ [field]: at(before?.metadata ?? {}, field) ?? {} });
    }
  });
});

it('of a level are added to those above it, and win', () => {
  const [one] = objects({
    fleet: { commonMetadata: { labels: { team: 'all', tier: 'gold' } } },
    environment: { commonMetadata: { labels: { stage: 'prod' } } },
    cluster: { commonMetadata: { labels: { team: 'search' } } },
  });
  expect(one?.metadata.labels).toMatchObject({ team: 'search', tier: 'gold', stage: 'prod' });
});
