/** Another fleet in the same Argo CD. */
import { it } from 'vitest';
import { rootName } from '../../../generator/engines/argocd/names.ts';
import { applyRoot, hubOf } from '../bootstrap.ts';
import { applicationProblems, applicationSetErrors, applicationsOf, rootApplication } from '../engine-state.ts';
import { FleetRepository } from '../fleet-repository.ts';
import { at, type LiveObject } from '../live-object.ts';
import { passInterval } from '../notify.ts';
import { asPlanned, foresee } from '../plan/as-planned.ts';
import { AGAIN_MILLISECONDS, CONVERGENCE, nowAndThen, phase, until } from '../wait.ts';
import { NEXT_WAVE } from '../waves.ts';
import type { World } from '../world.ts';
import { allVersions, type Life } from './life.ts';

/** A cluster that has left the first fleet, and one that is still there: its description by the second one is a mistake. */
const FREE = 'eu-prod-1';
const TAKEN = 'staging-gcp-1';

export function neighbours(life: Life): void {
  it('shares an Argo CD with another fleet, which gets its own clusters and nothing of the first one, even where it describes the same cluster', async ({
    expect,
  }) => {
    const world = life.world();
    const { api } = hubOf(world);
    const before = [await versionsOf(world, TAKEN), (await applicationsOf(api, TAKEN)).map(owned)];
    const other = await FleetRepository.create(
      world.workspace,
      world.workspace.make('git'),
      'globex/platform.git',
      OTHER_FOLDER,
    );
    foresee(world, other);
    other.write('fleet.yaml', OTHER_FLEET);
    for (const name of [FREE, TAKEN]) other.write(`clusters/${name}/cluster.yaml`, little(name));
    await other.publish('Another fleet begins');
    await other.advance(NEXT_WAVE);
    await applyRoot(world, other);
    const pass = nowAndThen(() => passInterval(world), AGAIN_MILLISECONDS);
    await phase(`${world.life}: another fleet begins`, () =>
      until(
        'it has its own cluster, and is refused the other',
        async () => {
          await pass();
          const found = await applicationsOf(api, FREE);
          return [
            ...applicationProblems(await rootApplication(api, rootName('globex'))),
            ...(found.length === 0 ? ['it has no Application'] : found.flatMap(applicationProblems)),
            ...((await refusals(world)).length === 0 ? ['nothing was refused'] : []),
          ];
        },
        CONVERGENCE,
      ),
    );
    const fleets = (await applicationsOf(api, FREE)).map((one) =>
      at(one, 'metadata', 'labels', 'lang-observatory.dev/fleet'),
    );
    expect(new Set(fleets)).toEqual(new Set(['globex']));
    for (const line of await refusals(world))
      expect(line).toMatch(/^observatory\.globex\..*\/staging-gcp-1-.*observatory\.acme\./);
    expect([await versionsOf(world, TAKEN), (await applicationsOf(api, TAKEN)).map(owned)]).toEqual(before);
    expect(applicationProblems(await rootApplication(api))).toEqual([]);
    await asPlanned(world, 'another fleet begins', { returning: FREE, refused: TAKEN });
  });
}

/** It has a repository with other things. */
const OTHER_FOLDER = 'observability/llm';

const OTHER_FLEET = `apiVersion: lang-observatory.dev/v1
kind: Fleet
metadata: {name: globex}
spec:
  repository: {url: https://github.com/globex/platform.git, path: ${OTHER_FOLDER}}
  domain: obs.globex.io
  environments: {dev: {}}
`;

/** A cluster with few components, which follows the branch. */
function little(name: string): string {
  const without = ['langfuse', 'grafana', 'prometheus', 'gateway', 'postgres', 'clickhouse', 'valkey', 'object-store'];
  const components = without.map((component) => `    ${component}: {mode: disabled}\n`).join('');
  return `apiVersion: lang-observatory.dev/v1
kind: Cluster
metadata: {name: ${name}}
spec:
  environment: dev
  engine: argocd
  provider: {name: bare}
  components:
${components}`;
}

async function refusals({ hub }: World): Promise<readonly string[]> {
  const errors = hub === undefined ? [] : await applicationSetErrors(hub.api);
  return errors.filter((line) => line.includes('is already owned by another ApplicationSet controller'));
}

async function versionsOf(world: World, cluster: string) {
  return (await allVersions(world)).get(cluster);
}

/** Which Application it is, and who says what it is. */
function owned({ metadata, spec }: LiveObject) {
  return [metadata.name, metadata.uid, metadata.ownerReferences, spec];
}
