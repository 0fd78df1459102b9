/** What users say in lists of raw Helm values is merged with what is generated, and takes nothing of it away that they do not name. */
import fc, { type Arbitrary } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isList, isObject, type Json, type JsonList, type JsonObject } from '../../generator/data/json.ts';
import { type ListFinding, laidUpon, withUserValues } from '../../generator/layers/user-values.ts';

type Item = JsonObject & { readonly name: string };

const names = ['a', 'b', 'c', 'd', 'e'];
const content: Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom('x', 'y'),
  fc.oneof(
    fc.constantFrom<Json>(1, 'two', null),
    fc.dictionary(fc.constantFrom('u', 'v'), fc.constantFrom<Json>(1, 2)),
  ),
);
const itemsOf = (known: readonly string[]): Arbitrary<readonly Item[]> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...known), content), { selector: ([name]) => name })
    .map((items) => items.map(([name, own]) => ({ ...own, name })));
const generated = itemsOf(names).filter((items) => items.length > 0);
const directive = fc.constantFrom<JsonObject>({}, {}, { $patch: 'delete' }, { $patch: 'replace' });
const said: Arbitrary<readonly Item[]> = itemsOf([...names, 'new-1', 'new-2', 'new-3'])
  .filter((items) => items.length > 0)
  .chain((items) =>
    fc
      .array(directive, { minLength: items.length, maxLength: items.length })
      .map((directives) => items.map((item, index) => ({ ...item, ...directives[index] }))),
  );
const merged = said.map((items) => items.map(({ $patch: _, ...item }): Item => ({ ...item, name: item.name })));

function listIn(values: JsonObject): JsonList {
  return isList(values.list) ? values.list : [];
}

function namesOf(items: JsonList): readonly Json[] {
  return items.map((item) => (isObject(item) ? (item.name ?? null) : item));
}

const over = (ours: JsonList, ...theirs: readonly JsonList[]): JsonList =>
  listIn(
    withUserValues(
      { list: ours },
      theirs.map((list) => ({ list })),
    ),
  );

function isWithin(few: readonly Json[], many: readonly Json[]): boolean {
  let from = 0;
  return few.every((one) => {
    const at = many.indexOf(one, from);
    from = at + 1;
    return at >= 0;
  });
}

describe('a list of named items that overrides a generated one', () => {
  it('removes exactly the items that it deletes by name', () => {
    fc.assert(
      fc.property(generated, said, (ours, theirs) => {
        const result = namesOf(over(ours, theirs));
        const deleted = theirs.filter(({ $patch }) => $patch === 'delete').map(({ name }) => name);
        const expected = [...ours, ...theirs].map(({ name }) => name).filter((name) => !deleted.includes(name));
        expect([...result].sort()).toEqual([...new Set(expected)].sort());
      }),
    );
  });

  it('keeps its order, and the other items keep the generated order', () => {
    fc.assert(
      fc.property(generated, merged, (ours, theirs) => {
        const result = namesOf(over(ours, theirs));
        expect(isWithin(namesOf(theirs), result)).toBe(true);
        const untouched = namesOf(ours).filter((name) => !namesOf(theirs).includes(name));
        expect(isWithin(untouched, result)).toBe(true);
      }),
    );
  });

  it('is merged over the generated item of the same name as maps are', () => {
    expect(
      over(
        [{ name: 'a', command: 'x', limits: { cpu: 1, memory: 2 } }],
        [{ name: 'a', command: 'y', limits: { cpu: 3 } }],
      ),
    ).toEqual([{ name: 'a', command: 'y', limits: { cpu: 3, memory: 2 } }]);
  });

  it('replaces only the item with the directive', () => {
    expect(over([{ name: 'a', x: 1 }, { name: 'b' }], [{ name: 'a', y: 2, $patch: 'replace' }])).toEqual([
      { name: 'a', y: 2 },
      { name: 'b' },
    ]);
  });

  it('replaces the whole list with the directive', () => {
    const ours = [{ name: 'a' }, { name: 'b' }];
    expect(over(ours, [{ $patch: 'replace' }, { name: 'c' }])).toEqual([{ name: 'c' }]);
    expect(over(ours, [{ $patch: 'replace' }])).toEqual([]);
  });

  it('has the same result when it is applied twice', () => {
    fc.assert(
      fc.property(generated, said, (ours, theirs) => {
        expect(over(ours, theirs, theirs)).toEqual(over(ours, theirs));
      }),
    );
  });

  it('has the same result at one level as at several', () => {
    fc.assert(
      fc.property(generated, itemsOf(['p', 'q']), itemsOf(['r', 's']), itemsOf(['t']), (ours, ...levels) => {
        const said = levels.filter((level) => level.length > 0);
        expect(over(ours, ...said)).toEqual(over(ours, ...(said.length === 0 ? [] : [said.flat()])));
      }),
    );
  });

  it('never passes a directive to the chart', () => {
    fc.assert(
      fc.property(generated, said, said, (ours, fleet, cluster) => {
        const nested: Json = [{ $patch: 'replace' }, { name: 'f', list: [...cluster, { $patch: 'replace' }] }];
        for (const lists of [[fleet], [fleet, cluster], [nested], [fleet, nested]])
          expect(JSON.stringify(over(ours, ...lists))).not.toContain('$patch');
        expect(JSON.stringify(withUserValues({}, [{ list: fleet, other: { list: nested } }]))).not.toContain('$patch');
      }),
    );
  });
});

/** A value of a component, generated and said. */
const field = (name: string, ours: Json, ...theirs: readonly Json[]): Json | undefined =>
  withUserValues(
    { [name]: ours },
    theirs.map((value) => ({ [name]: value })),
  )[name];

const findings = (name: string, ours: Json, theirs: Json): readonly ListFinding[] =>
  laidUpon({ [name]: ours }, { [name]: theirs }, { [name]: ours }).findings;

describe('the key of the items of a list', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['extraVolumeMounts', { name: 'tmp', mountPath: '/tmp' }, { name: 'tmp', mountPath: '/var/tmp' }],
    ['topologySpreadConstraints', { topologyKey: 'zone' }, { topologyKey: 'rack' }],
    ['additionalScrapeConfigs', { job_name: 'a' }, { job_name: 'b' }],
    ['relabelings', { targetLabel: 'cluster' }, { targetLabel: 'team' }],
    ['attributes', { key: 'cluster', action: 'upsert' }, { key: 'team', action: 'insert' }],
    ['ports', { containerPort: 80 }, { containerPort: 443 }],
    ['datasources', { name: 'Prometheus' }, { name: 'Loki' }],
  ])('is a field of them: %s', (name, ours, theirs) => {
    expect(field(name, [ours], [theirs])).toEqual([ours, theirs]);
    expect(field(name, [ours], [{ ...ours, own: 1 }])).toEqual([{ ...ours, own: 1 }]);
  });

  it.each<[string, string, string]>([
    ['exporters', 'otlp_http/langfuse', 'otlp_grpc/tempo'],
    ['drop', 'ALL', 'NET_RAW'],
    ['additionalArgs', '--log-level=info', '--zap-encoder=json'],
  ])('is a plain value itself where all of them are names: %s', (name, ours, theirs) => {
    expect(field(name, [ours], [theirs])).toEqual([ours, theirs]);
    expect(field(name, [ours], [ours])).toEqual([ours]);
    expect(field(name, [ours], [{ $patch: 'delete', value: ours }])).toEqual([]);
  });

  it('is the flag of an argument, with any value', () => {
    expect(field('args', ['--level=info', '--once'], ['--level=debug'])).toEqual(['--level=debug', '--once']);
  });

  it.each<[string, Json, Json]>([
    ['accessModes', ['ReadWriteOnce'], ['ReadWriteMany']],
    ['command', ['sh', '-c', 'true'], ['sleep', '1']],
    ['args', ['serve', '--port=1'], ['--port=2']],
    ['routes', [{ receiver: 'a' }, { receiver: 'b' }], [{ receiver: 'c' }]],
    ['env', [{ name: 'A' }], []],
    ['env', [{ name: 'A' }], null],
    ['env', [{ name: 'A' }], 'A=b'],
    ['env', [{ name: 'A' }], { A: 'b' }],
    ['env', [{ name: 'A' }], [{ name: 'B' }, { name: 'B' }]],
    ['env', [{ name: 'A' }], [{ name: 'B' }, { nam: 'C' }]],
    ['env', [{ name: 'A' }], [{ $patch: 'delete', value: 'A' }]],
  ])('is nothing in %s %j, so that %j over it is a loss', (name, ours, theirs) => {
    expect(findings(name, ours, theirs)).toMatchObject([{ kind: 'loss', path: [name] }]);
  });

  it('is not needed if all generated items are repeated, or nothing is generated', () => {
    expect(findings('accessModes', ['ReadWriteOnce'], ['ReadWriteMany', 'ReadWriteOnce'])).toEqual([]);
    expect(findings('accessModes', ['ReadWriteOnce'], [{ $patch: 'replace' }, 'ReadWriteMany'])).toEqual([]);
    expect(findings('routes', [], [{ receiver: 'c' }, { receiver: 'c' }])).toEqual([]);
    expect(field('hosts', [], ['a'], ['b'])).toEqual(['b']);
  });

  it('applies within an item of a list too', () => {
    const ours = [{ name: 'a', env: [{ name: 'X' }], command: ['sh'] }];
    expect(field('containers', ours, [{ name: 'a', env: [{ name: 'Y' }] }])).toEqual([
      { name: 'a', env: [{ name: 'X' }, { name: 'Y' }], command: ['sh'] },
    ]);
    expect(findings('containers', ours, [{ name: 'b' }, { name: 'a', command: ['sleep'] }])).toMatchObject([
      { kind: 'loss', path: ['containers', 1, 'command'], lost: ['sh'] },
    ]);
  });

  it('does not count what an upper level has removed already', () => {
    const ours = { accessModes: ['ReadWriteOnce'] };
    const upper = laidUpon(ours, { accessModes: [{ $patch: 'replace' }, 'ReadWriteMany'] }, ours).values;
    expect(laidUpon(upper, { accessModes: ['ReadOnlyMany'] }, ours)).toEqual({
      values: { accessModes: ['ReadOnlyMany'] },
      findings: [],
    });
  });
});

describe('a processor that a user adds to a pipeline', () => {
  const ours = ['memory_limiter', 'filter/invalid_spans', 'resource'];
  it('runs after the memory limiter and before ours, which set cluster and environment', () => {
    expect(field('processors', ours, ['redaction', 'batch'])).toEqual([
      'memory_limiter',
      'redaction',
      'batch',
      'filter/invalid_spans',
      'resource',
    ]);
  });

  it('comes before those of lower levels', () => {
    expect(field('processors', ours, ['redaction'], ['batch'])).toEqual(
      field('processors', ours, ['redaction', 'batch']),
    );
  });

  it('runs next to the generated processor that the list names', () => {
    expect(field('processors', ours, ['resource', 'batch'])).toEqual([...ours, 'batch']);
    expect(field('processors', ours, ['tap', 'filter/invalid_spans', 'redaction'])).toEqual([
      'memory_limiter',
      'tap',
      'filter/invalid_spans',
      'redaction',
      'resource',
    ]);
  });

  it('can change the order of ours', () => {
    expect(field('processors', ours, ['resource', 'redaction', 'memory_limiter'])).toEqual([
      'resource',
      'redaction',
      'filter/invalid_spans',
      'memory_limiter',
    ]);
  });
});

describe('an item that is merged with the generated one', () => {
  it.each([
    ['a variable', 'value valueFrom'],
    [
      'a volume',
      'configMap csi downwardAPI emptyDir ephemeral hostPath image nfs persistentVolumeClaim projected secret',
    ],
    ['a probe', 'exec grpc httpGet tcpSocket'],
  ])('has one of what Kubernetes wants one of: %s', (_, fields) => {
    const items = fields.split(' ').map((name) => ({ name: 'a', [name]: { [name]: 1 } }));
    for (const ours of items) for (const theirs of items) expect(field('list', [ours], [theirs])).toEqual([theirs]);
  });

  it('takes a variable from another place', () => {
    const from = (place: string) => [{ name: 'a', valueFrom: { [place]: { name: 's', key: 'k' } } }];
    for (const place of ['configMapKeyRef', 'fieldRef', 'resourceFieldRef', 'fileKeyRef'])
      expect(field('list', from('secretKeyRef'), from(place))).toEqual(from(place));
  });
});
