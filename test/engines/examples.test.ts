/** The example fleets with the real controllers, against the real API server: what settings make is what both engines apply. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyFile, syncObjects } from './bootstrap.ts';
import { applicationProblems, applicationsOf, fluxProblems } from './engine-state.ts';
import { type Examples, type MemberName, startExamples } from './examples/world.ts';
import { passInterval, reconcileFlux } from './notify.ts';
import { clusterSecret } from './servers/argocd.ts';
import { CONVERGENCE, nowAndThen, phase, until } from './wait.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** Longer than it takes Flux to look at everything on a busy machine: told again meanwhile, it never comes to an end. */
const PASS_MILLISECONDS = 60_000;

const WITH_ARGOCD = 'eu-eks-1';
const WITH_FLUX = ['eu-gke-1', 'eu-1'] as const;

describe('example fleets', () => {
  let workspace: Workspace;
  let world: Examples;
  let pass: () => Promise<void>;

  beforeAll(async () => {
    workspace = openWorkspace();
    world = await startExamples(workspace);
    const { hub, member } = world;
    await hub.api.apply(clusterSecret(member(WITH_ARGOCD).kubernetes));
    await applyFile(hub.api, member(WITH_ARGOCD).fleet, 'argocd/root.yaml');
    for (const name of WITH_FLUX) {
      const { kubernetes, expected } = member(name);
      for (const object of syncObjects(name, expected.fleet.repository)) await kubernetes.api.apply(object);
    }
    const fluxes = WITH_FLUX.map((name) => member(name).kubernetes);
    pass = nowAndThen(async () => {
      await Promise.all([passInterval({ hub, clusters: new Map() }), ...fluxes.map(reconcileFlux)]);
    }, PASS_MILLISECONDS);
  });
  afterAll(async () => workspace?.stop());

  /** Waits until a cluster is as Git says and its engine has nothing to say, while the engines look again now and then. */
  async function isAsGitSays(name: MemberName, problems: () => Promise<readonly string[]>): Promise<void> {
    const { short, expected } = world.member(name);
    expect(expected.placements.length).toBeGreaterThan(15);
    const what = `${name} is as Git says`;
    await phase(`examples: ${what}`, () =>
      until(
        what,
        async () => {
          await pass();
          const found = await problems();
          return found.length > 0 ? found : short();
        },
        CONVERGENCE,
      ),
    );
  }

  it('are applied by Argo CD: a cluster of the company, on Amazon', () =>
    isAsGitSays(WITH_ARGOCD, async () => {
      const { hub, member } = world;
      const all = await applicationsOf(hub.api, WITH_ARGOCD);
      const missing = member(WITH_ARGOCD).expected.placements.length - all.length;
      return missing === 0 ? all.flatMap(applicationProblems) : [`${missing} Applications are missing`];
    }));

  it.each([
    ['a cluster of the company, on Google', 'eu-gke-1'],
    ['a cluster with every component and every option on', 'eu-1'],
  ] as const)('are applied by Flux: %s', (_, name) =>
    isAsGitSays(name, () => fluxProblems(world.member(name).kubernetes.api)),
  );

  it('asked for nothing that the trees do not name', () => {
    expect(world.internet.refused).toEqual(new Set());
  });
});
