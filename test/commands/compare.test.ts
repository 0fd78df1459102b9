import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareSchema } from '../../generator/commands/schemas/compare.ts';
import { inputFiles } from '../input-files.ts';
import { expectTranscript } from '../moves/transcripts.ts';
import { repositoryMadeOnce } from '../repository-made-once.ts';
import { writeFiles } from '../temporary-folder.ts';
import { commandLine } from './command-line.ts';
import { documentOf } from './document.ts';
import { exampleComparison, NOTES, ON_CALL } from './example-comparison.ts';

const PATCH =
  '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: grafana, namespace: lang-observatory, labels: {team: us}}}';

const INPUT = inputFiles({
  fleet: {
    environments: {
      prod: { components: { postgres: { storage: '200Gi' } } },
      staging: { components: { langfuse: { values: { langfuse: { nodeEnv: 'staging' } } } } },
    },
  },
  clusters: {
    'eu-1': { components: { valkey: { version: '0.8.0' }, 'otel-sampler': { mode: 'managed' } } },
    'us-1': { engine: 'argocd', components: { grafana: { patches: [{ patch: PATCH }] } } },
    'us-2': { domain: 'us.acme.io' },
    'staging-1': { environment: 'staging' },
  },
});

const withFleet = repositoryMadeOnce(async (folder) => writeFiles(join(folder, 'fleet'), INPUT));

describe('compare', () => {
  it('shows settings, versions, values and manifests that differ', () =>
    withFleet(async (repo) => {
      const { exitCode, out, err } = await commandLine(repo, 'compare', 'eu-1', 'us-1');
      expect([exitCode, err]).toEqual([0, '']);
      expectTranscript('compare', 'compare eu-1 us-1', out);
      for (const text of [
        '\n  engine\n    eu-1: flux\n    us-1: argocd\n',
        '\n  release.version\n    eu-1: 0.8.0\n    us-1: ',
        '\n  NetworkPolicy lang-observatory/grafana metadata.labels.team\n    eu-1: –\n    us-1: us',
        '\notel-sampler\n  deployed\n    eu-1: there\n    us-1: –',
      ])
        expect(out).toContain(text);
    }));

  it('takes names that clusters cannot share for equal, and nothing else', () =>
    withFleet(async (repo) => {
      const { out } = await commandLine(repo, 'compare', 'us-2', 'us-1', '--format', 'json');
      const { settings, components } = documentOf(compareSchema, out);
      expect(settings.map(({ path }) => path.join('.'))).toEqual(['engine']);
      expect(components.map(({ component }) => component)).toEqual(['grafana']);
    }));

  it('compares environments by what a cluster of each gets that says nothing itself', () =>
    withFleet(async (repo) => {
      const { out } = await commandLine(repo, 'compare', 'staging', 'prod', '--format', 'json');
      const { placeholders, settings, components } = documentOf(compareSchema, out);
      expect(placeholders).toEqual([{ text: '<environment>', left: 'staging', right: 'prod' }]);
      expect(settings).toEqual([{ path: ['components', 'postgres', 'storage'], before: '20Gi', after: '200Gi' }]);
      expect(components.map(({ component }) => component)).toEqual(['postgres', 'langfuse']);
    }));

  it('prints Markdown and a page that no value can break out of', () =>
    withFleet(async (repo) => {
      const { out: markdown } = await commandLine(repo, 'compare', 'eu-1', 'us-2', '--format', 'markdown');
      expect(markdown).toContain('\n| `components.otel-sampler.mode` | `managed` | `disabled` |\n');
      const { out: page } = await commandLine(repo, 'compare', 'eu-1', 'us-2', '--format', 'html');
      expect(page).toContain(
        '<tr><th scope="row">components.<wbr>otel-sampler.<wbr>mode</th><td class="side">managed</td><td class="side">disabled</td></tr>',
      );
      expect(page).not.toMatch(/<script|(?:src|href)=/);
    }));

  it('cuts long values in text where they differ, and shows them whole on the page', async () => {
    const [text, page] = [await exampleComparison('text'), await exampleComparison('html')];
    const [begin = '', ...rest] = NOTES;
    for (const [cluster, onCall] of Object.entries(ON_CALL)) {
      const length = [...NOTES, onCall, ''].join('\n').length;
      expect(text).toMatch(new RegExp(`\n {4}${cluster}: ….*⏎On call: .*⏎ \\(${length} characters\\)(?:\n|$)`));
      expect(page).toContain(onCall);
    }
    expect(text).not.toContain(begin);
    for (const line of [begin, ...rest]) expect(page).toContain(line);
  });

  it.each([
    [
      ['eu-1', 'prod'],
      'eu-1 and prod are a cluster and an environment\n  hint: compare two clusters, or two environments',
    ],
    [
      ['eu-1', 'nowhere'],
      'unknown cluster or environment nowhere\n  hint: clusters and environments are eu-1, staging-1, us-1, us-2, prod, staging',
    ],
    [['eu-1', 'us-3'], 'unknown cluster or environment us-3\n  hint: did you mean us-1?'],
  ])('refuses %j', (names, message) =>
    withFleet(async (repo) => {
      expect(await commandLine(repo, 'compare', ...names)).toEqual({ exitCode: 2, out: '', err: message });
    }),
  );
});
