/** What there is to know when a claim does not hold: the run's folder goes with the run, so it must be told then. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applicationProblems, fluxProblems } from './engine-state.ts';
import { at } from './live-object.ts';
import type { World } from './world.ts';

/** The engines' own programs: an API server has nothing to say that these do not repeat. */
const ENGINE_LOG = /^(argocd-|.*(source|kustomize|helm)-controller)/;

const LOG_LINES = 12;

/** Work that went well. */
const ROUTINE = '"level":"info"';

/** What each engine has not finished, and the end of what its programs printed. Never rejects: a part may be what is broken. */
export async function diagnose(world: World): Promise<string> {
  const parts = await Promise.all([
    part('Argo CD', () => argocdRemains(world)),
    ...[...world.clusters].map(([name, { api }]) => part(`Flux on ${name}`, () => fluxProblems(api))),
    part('Logs', async () => logs(join(world.workspace.folder, 'logs'))),
  ]);
  return `${world.life}, when the claim failed:\n${parts.join('')}`;
}

async function part(name: string, find: () => Promise<readonly string[]>): Promise<string> {
  const lines = await find().catch((error: unknown) => [`cannot be asked: ${String(error)}`]);
  return lines.length === 0 ? '' : `  ${name}\n${lines.map((line) => `    ${line}\n`).join('')}`;
}

async function argocdRemains({ hub }: World): Promise<readonly string[]> {
  if (hub === undefined) return [];
  const [applications, projects] = await Promise.all(
    ['Application', 'AppProject'].map((kind) => hub.api.list('argoproj.io/v1alpha1', kind)),
  );
  const leaving = [...(applications ?? []), ...(projects ?? [])].flatMap(({ kind, metadata }) => {
    const since = at(metadata, 'deletionTimestamp');
    return since === undefined
      ? []
      : [
          `${kind} ${metadata.name} is being deleted since ${since}, finalizers: ${JSON.stringify(metadata.finalizers)}`,
        ];
  });
  return [...(applications ?? []).flatMap(applicationProblems), ...leaving];
}

function logs(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => ENGINE_LOG.test(file))
    .flatMap((file) => {
      const lines = readFileSync(join(folder, file), 'utf8').split('\n');
      const telling = lines.filter((line) => line !== '' && !line.includes(ROUTINE)).slice(-LOG_LINES);
      return telling.length === 0 ? [] : [file, ...telling.map((line) => `  ${line}`)];
    });
}
