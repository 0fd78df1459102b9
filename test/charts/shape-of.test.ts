/** How keys and types are read from the files of a chart. */
import { describe, expect, it } from 'vitest';
import { bundle } from '../../tools/charts/bundle.ts';
import { shapeOfValues } from '../../tools/charts/shape-of.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';

describe('the shape of values', () => {
  it('has the types of the defaults, and is free where they are empty', () => {
    const defaults = {
      replicas: 1,
      nested: { enabled: false, name: 'a', tag: '' },
      list: [{ a: 1 }],
      annotations: {},
      anything: null,
    };
    expect(shapeOfValues(defaults, undefined)).toEqual({
      replicas: 'number',
      nested: { enabled: 'boolean', name: 'string', tag: 'scalar' },
      list: 'list',
      annotations: 'map',
      anything: 'any',
    });
  });

  it('takes limits where the default has requests alone, and the other way round', () => {
    const amounts = { '*': 'number|string' };
    const requirements = { claims: 'list', limits: amounts, requests: amounts };
    for (const resources of [{ requests: { cpu: '100m' } }, { limits: { memory: '1Gi' } }])
      expect(shapeOfValues({ resources }, undefined)).toEqual({ resources: requirements });
    expect(shapeOfValues({ resources: { server: {} } }, undefined)).toEqual({ resources: { server: 'map' } });
  });

  it('knows what Kubernetes takes where the default does not say it', () => {
    const defaults = { maxUnavailable: 1, sampleLimit: false, replicas: null, tolerations: null, affinity: null };
    expect(shapeOfValues(defaults, undefined)).toEqual({
      maxUnavailable: 'number|string',
      sampleLimit: 'scalar',
      replicas: 'number',
      tolerations: 'list',
      affinity: 'map',
    });
  });

  it('has the types of the schema, which Helm holds values against', () => {
    const schema = {
      type: 'object',
      $defs: { text: { type: 'string' } },
      properties: {
        port: { oneOf: [{ type: 'integer' }, { $ref: '#/$defs/text' }] },
        level: { enum: ['info', 'debug'] },
        tag: { type: ['string', 'null'] },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        closed: { type: 'object', additionalProperties: false, properties: { a: { type: 'boolean' } } },
        open: { type: 'object', properties: { a: { type: 'boolean' } } },
        free: { type: 'object' },
      },
    };
    const defaults = { port: null, closed: { a: true, b: 1 }, open: { b: 1 }, free: { a: 1 }, more: 'text' };
    expect(shapeOfValues(defaults, schema)).toEqual({
      port: 'number|string',
      level: 'string',
      tag: 'string',
      labels: { '*': 'string' },
      closed: { a: 'boolean' },
      open: { a: 'boolean', b: 'number' },
      free: 'map',
      more: 'string',
    });
  });

  it('is free below a sub-chart that was not read in the version that the chart brings, and in what all charts share', () =>
    inTemporaryFolder((folder) => {
      writeFiles(folder, [
        [
          'prometheus-operator-crds/Chart.yaml',
          'name: prometheus-operator-crds\nversion: 1.2.3\ndependencies: [{name: cloudnative-pg, version: 9.9.9, alias: db}]\n',
        ],
        ['prometheus-operator-crds/values.yaml', '# Prose that is not taken.\ndb: {image: {tag: a}}\nglobal: {a: 1}\n'],
        ['cloudnative-pg/Chart.yaml', 'name: cloudnative-pg\nversion: 1.0.0\n'],
        ['cloudnative-pg/values.yaml', 'podSecurityContext: {}\ncontainerSecurityContext: {}\n'],
      ]);
      const text = bundle(folder).get('generator/charts/values/prometheus-operator-crds.json');
      expect(JSON.parse(text ?? '')).toEqual({
        chart: 'prometheus-operator-crds',
        version: '1.2.3',
        values: { db: { image: { tag: 'string', '*': 'any' }, '*': 'any' }, global: { a: 'number', '*': 'any' } },
      });
    }));

  it('is that of a sub-chart which was read, with what the chart says of it', () =>
    inTemporaryFolder((folder) => {
      writeFiles(folder, [
        [
          'prometheus-operator-crds/Chart.yaml',
          'name: prometheus-operator-crds\nversion: 1.2.3\ndependencies: [{name: cloudnative-pg, version: 1.0.0}]\n',
        ],
        ['prometheus-operator-crds/values.yaml', 'cloudnative-pg: {enabled: true}\n'],
        ['cloudnative-pg/Chart.yaml', 'name: cloudnative-pg\nversion: 1.0.0\n'],
        [
          'cloudnative-pg/values.yaml',
          'podSecurityContext: {}\ncontainerSecurityContext: {}\nreplicaCount: 1\nrbac: {}\n',
        ],
      ]);
      const text = bundle(folder).get('generator/charts/values/prometheus-operator-crds.json');
      const { values } = JSON.parse(text ?? '');
      expect(values['cloudnative-pg']).toMatchObject({ enabled: 'boolean', replicaCount: 'number', global: 'map' });
      expect(values['cloudnative-pg']).not.toHaveProperty('*');
    }));
});
