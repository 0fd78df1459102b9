/** Where a series comes from: what the committed fleet says for each of its clusters. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { programFolder } from '../../generator/program/program-folder.ts';
import { kustomizeBuild } from '../kustomize-build.ts';
import { realTool } from '../real-tool.ts';

const clusters = join(programFolder(), 'clusters');
const read = (...path: readonly string[]) => parse(readFileSync(join(clusters, ...path), 'utf8'));

describe.each(readdirSync(clusters))('cluster %s', (cluster) => {
  const { environment } = read(cluster, 'cluster.yaml').spec;

  it('puts its name and environment on everything that it scrapes, and on everything that leaves', () => {
    const { externalLabels, scrapeClasses } = read(cluster, 'prometheus', 'values', 'values.yaml').prometheus
      .prometheusSpec;
    expect(externalLabels).toMatchObject({ cluster, environment });
    expect(scrapeClasses).toEqual([
      {
        name: 'place',
        default: true,
        relabelings: [
          { targetLabel: 'cluster', replacement: cluster },
          { targetLabel: 'environment', replacement: environment },
        ],
      },
    ]);
  });

  it('tells dashboards where its Langfuse and the runbooks are', async () => {
    const built = await kustomizeBuild(await realTool('kustomize'), join(clusters, cluster, 'grafana'));
    if (!built.ok) throw new Error(built.message);
    const manifests = parseAllDocuments(built.text).map((document) => document.toJS());
    const rule = manifests.find(({ kind, metadata }) => kind === 'PrometheusRule' && metadata.name === 'addresses');
    const host = manifests.find(({ kind }) => kind === 'HTTPRoute').spec.hostnames[0];
    expect(
      rule.spec.groups[0].rules.map(({ record, labels }: { record: string; labels: object }) => ({
        record,
        ...labels,
      })),
    ).toEqual([
      { record: 'observatory:address:info', name: 'langfuse', url: `https://${host.replace(/^grafana/, 'langfuse')}` },
      {
        record: 'observatory:address:info',
        name: 'runbooks',
        url: expect.stringMatching(/^https:\/\/.*\/docs\/runbooks$/),
      },
    ]);
  });
});
