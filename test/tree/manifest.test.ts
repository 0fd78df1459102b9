import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDisk } from '../../generator/disk/disk.ts';
import { contentHash, ManifestError } from '../../generator/tree/manifest.ts';
import { isOwnable, shardOf } from '../../generator/tree/owned-path.ts';
import { compare } from '../../generator/tree/reconcile.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

function withShard(repo: string, file: string, text: string): void {
  mkdirSync(dirname(join(repo, file)), { recursive: true });
  writeFileSync(join(repo, file), text);
}

const HASH = contentHash('x');
const SHARD = '.lang-observatory/owned/bases/langfuse.txt';

describe('the manifest', () => {
  const hostile = [
    '../outside.yaml',
    '/etc/passwd',
    'bases/../../outside.yaml',
    'bases/langfuse/../../../outside.yaml',
    'bases//langfuse.yaml',
    'bases/langfuse/./a.yaml',
    'bases\\langfuse\\a.yaml',
    'fleet.yaml',
    'clusters/eu-1/cluster.yaml',
    '.git/config',
    '.lang-observatory/owned/bases/langfuse.txt',
    'bases/langfuse/a\u0000.yaml',
  ];
  for (const path of hostile)
    it(`is refused when it claims ${JSON.stringify(path)}`, () =>
      inTemporaryFolder((repo) => {
        withShard(repo, SHARD, `${HASH} ${path}\n`);
        expect(() => compare(openDisk(repo), [])).toThrow(ManifestError);
      }));

  it('is refused when a line is garbled, with the place and the way out', () =>
    inTemporaryFolder((repo) => {
      withShard(repo, SHARD, `${HASH} bases/langfuse/a.yaml\n<<<<<<< HEAD\n`);
      expect(() => compare(openDisk(repo), [])).toThrow(
        `${SHARD}:2: is not a line that generate writes: "<<<<<<< HEAD"\n  hint: restore it with \`git checkout -- ${SHARD}\`, or delete the file and run generate`,
      );
    }));

  it('is refused when a part lists what belongs to another', () =>
    inTemporaryFolder((repo) => {
      withShard(repo, SHARD, `${HASH} bases/grafana/a.yaml\n`);
      expect(() => compare(openDisk(repo), [])).toThrow(ManifestError);
    }));

  it('keeps everything of a cluster in one part, so that branches that add clusters do not meet', () => {
    const paths = [
      'clusters/eu-1/langfuse/values/values.yaml',
      'argocd/root/acme/projects/eu-1.yaml',
      'argocd/clusters/eu-1/langfuse.yaml',
      'flux/clusters/eu-1/source.yaml',
      'flux/kustomizations/eu-1/langfuse.yaml',
      'flux/builds/eu-1/langfuse/kustomization.yaml',
    ];
    expect(new Set(paths.map(shardOf))).toEqual(new Set(['clusters/eu-1']));
  });

  it('is split by component for what all clusters share', () => {
    expect(
      [
        'bases/a/x.yaml',
        'overlays/prod/a/x.yaml',
        'argocd/root/acme/applicationsets/a.yaml',
        'flux/releases/a/x.yaml',
        'argocd/root.yaml',
        'dashboards/x.json',
      ].map(shardOf),
    ).toEqual(['bases/a', 'overlays/prod/a', 'argocd/a', 'flux/a', 'argocd', 'dashboards']);
  });

  it('never owns what lies outside the generated folders', () => {
    expect(['README.md', 'fleet.yaml', 'src/a.ts', 'bases'].filter(isOwnable)).toEqual([]);
  });
});
