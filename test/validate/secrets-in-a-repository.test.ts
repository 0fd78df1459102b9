/** `validate` over a repository in which people have left secrets. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commandLine } from '../commands/command-line.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

const TOKEN = `glpat-${'a1B2c3D4e5F6g7H8i9J0'}`;

it('a secret in the input, or in a file of a folder of manifests, is found at its line and never printed', () =>
  inTemporaryFolder(async (folder) => {
    const url = 'https://github.com/you/observability.git';
    await commandLine(folder, 'init', 'fleet', '--url', url, '--cluster', 'eu-1');
    const repo = join(folder, 'fleet');
    const manifests = join(repo, 'team/grafana');
    mkdirSync(manifests, { recursive: true });
    writeFileSync(join(manifests, 'kustomization.yaml'), 'resources: [config.yaml]\n');
    writeFileSync(
      join(manifests, 'config.yaml'),
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: lang-observatory}\ndata: {note: 'ask with ${TOKEN}'}\n`,
    );
    const cluster = `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: eu-1}
spec:
  environment: prod
  engine: flux
  provider: {name: bare}
  components:
    grafana:
      manifests: [team/grafana]
      values: {extraObjects: ["${TOKEN}"]}
`;
    writeFileSync(join(repo, 'clusters/eu-1/cluster.yaml'), cluster);
    const { exitCode, out, err } = await commandLine(repo, 'generate');
    expect(exitCode).toBe(1);
    const told = out.split('\n').filter((line) => line.includes('[secret-found]'));
    expect(told).toEqual([
      'clusters/eu-1/cluster.yaml:11: contains something that looks like a secret (gitlab-pat) [secret-found]',
      'team/grafana/config.yaml:4: contains something that looks like a secret (gitlab-pat) [secret-found]',
    ]);
    expect(`${out}${err}`).not.toContain(TOKEN);
  }));
