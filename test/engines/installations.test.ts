/** Three fleets on engines that others have installed, with the real controllers: one cluster of each, and two Argo CDs side by side. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyFile } from './bootstrap.ts';
import { applicationProblems, applications, applicationsOf, fluxObjects, fluxProblems } from './engine-state.ts';
import { CLOSED, type Installations, type MemberName, startInstallations } from './installations/world.ts';
import type { KubernetesApi } from './kubernetes-api.ts';
import { at, conditionsOf, keyOf, type LiveObject, readManifest } from './live-object.ts';
import { passInterval, reconcileFlux } from './notify.ts';
import { clusterSecret } from './servers/argocd.ts';
import { signCommits } from './signing.ts';
import { AGAIN_MILLISECONDS, CONVERGENCE, nowAndThen, phase, until } from './wait.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const ARGOCD = ['eu-west-1-3333', 'ocp-prod-1', 'ocp-dev-1'] as const;
const ARN = 'arn:aws:eks:eu-west-1:111122223333:cluster/acme-observability-production';
const FLUX = 'westeurope-1';

/** Longer than it takes Flux to look at everything on a busy machine: told again meanwhile, it never comes to an end. */
const FLUX_MILLISECONDS = 20_000;

describe('engines as others have installed them', () => {
  let workspace: Workspace;
  let world: Installations;

  beforeAll(async () => {
    workspace = openWorkspace();
    world = await startInstallations(workspace);
  });
  afterAll(async () => workspace?.stop());

  const argocd = () => nowAndThen(() => passInterval({ hub: world.hub, clusters: new Map() }), AGAIN_MILLISECONDS);
  const flux = () => nowAndThen(() => reconcileFlux(world.member(FLUX).kubernetes), FLUX_MILLISECONDS);

  /** Waits until nothing is missing, while an engine looks at everything again now and then. */
  async function becomes(
    what: string,
    engine: () => () => Promise<void>,
    missing: () => Promise<readonly string[]>,
  ): Promise<void> {
    const pass = engine();
    await phase(`installations: ${what}`, () =>
      until(
        what,
        async () => {
          await pass();
          return missing();
        },
        CONVERGENCE,
      ),
    );
  }

  it('give each Argo CD the clusters that name it, by the names that it knows them by', async () => {
    const { hub, accounts, openshift, member } = world;
    const register = (name: MemberName, place: Parameters<typeof clusterSecret>[1]) =>
      hub.api.apply(clusterSecret(member(name).kubernetes, place));
    await register('eu-west-1-3333', { namespace: 'argocd', as: ARN });
    await register('ocp-dev-1', { namespace: 'argocd' });
    // The fleet has its address, so what it is registered as does not count.
    await register('ocp-prod-1', { namespace: 'openshift-gitops', as: 'production' });
    await applyFile(hub.api, accounts, 'argocd/root.yaml');
    for (const instance of ['development', 'production'])
      await applyFile(hub.api, openshift, `argocd/root-${instance}.yaml`);
    await becomes('each cluster has its Applications', argocd, async () => {
      const counts = ARGOCD.map(async (name) => {
        const count = (await applicationsOf(hub.api, name)).length;
        return count === member(name).expected.placements.length ? [] : [`${name} has ${count}`];
      });
      return (await Promise.all(counts)).flat();
    });
    expect([...new Set((await applications(hub.api)).map(placeOf))].sort()).toEqual([
      `argocd: eu-west-1-3333 is ${ARN}`,
      'argocd: ocp-dev-1 is ocp-dev-1',
      `openshift-gitops: ocp-prod-1 is ${member('ocp-prod-1').kubernetes.url}`,
    ]);
  });

  it('sync by themselves what is automatic, and leave to people what is manual', async () => {
    const { hub, member } = world;
    const automatic = ['eu-west-1-3333', 'ocp-dev-1'] as const;
    await becomes('automatic clusters are as Git says', argocd, async () =>
      (await Promise.all(automatic.map((name) => applicationsOf(hub.api, name)))).flat().flatMap(applicationProblems),
    );
    for (const name of automatic) expect(await member(name).short(), name).toEqual([]);
    const waiting = await applicationsOf(hub.api, 'ocp-prod-1');
    expect(waiting.filter((one) => at(one, 'status', 'operationState') !== undefined)).toEqual([]);
    const { manifests, releases } = member('ocp-prod-1').expected;
    expect(await member('ocp-prod-1').short()).toHaveLength(manifests.size + releases.size);
  });

  it('hold back what people sync in a closed window, and sync it when the window is open', async () => {
    const { hub, openshift, member } = world;
    const [first] = await applicationsOf(hub.api, 'ocp-prod-1');
    if (first === undefined) throw new Error('ocp-prod-1 has no Application');
    await sync(hub.api, first);
    await until('the window holds it back', async () => {
      const message = String(at(await hub.api.read(first), 'status', 'operationState', 'message') ?? '');
      return /window/i.test(message) ? [] : [message];
    });
    openshift.edit('fleet.yaml', `kind: ${CLOSED.kind}`, 'kind: allow');
    await openshift.publish('People may sync');
    await becomes('production is as Git says once people have synced it', argocd, async () => {
      const all = await applicationsOf(hub.api, 'ocp-prod-1');
      const idle = all.filter((one) => at(one, 'operation') === undefined && applicationProblems(one).length > 0);
      for (const one of idle) await sync(hub.api, one);
      return all.flatMap(applicationProblems);
    });
    expect(await member('ocp-prod-1').short()).toEqual([]);
  });

  it('apply, with Flux, signed commits only, which it reads as a GitHub App, and only what its ServiceAccount may', async () => {
    const { azure, githubApp, member } = world;
    const { api } = member(FLUX).kubernetes;
    const publicKey = await signCommits(workspace, azure.folder);
    const credentials = [secret('github-app', githubApp.secret), secret('signers', { 'platform.asc': publicKey })];
    for (const object of [...credentials, ...bootstrap()]) await api.apply(object);
    await becomes('an unsigned commit is refused', flux, async () => {
      const ready = await readyOf(api, 'GitRepository', 'observatory');
      return /^InvalidCommitSignature: /.test(ready) ? [] : [ready];
    });
    azure.write('NOTES.md', 'Signed from now on.\n');
    await azure.commit('Signed');
    await becomes('the ServiceAccount has no rights', flux, async () => {
      const ready = await readyOf(api, 'Kustomization', 'observatory');
      return /User "system:serviceaccount:gitops:observatory" cannot/.test(ready) ? [] : [ready];
    });
    for (const object of rights()) await api.apply(object);
    await becomes('the cluster is as Git says', flux, () => fluxProblems(api));
    const byHand = [...credentials, ...rights()].map((object) => `${keyOf(object)} is left`);
    expect([...(await member(FLUX).short())].sort()).toEqual(byHand.sort());
  });
});

function placeOf({ metadata, spec }: LiveObject): string {
  const destination = at(spec, 'destination', 'name') ?? at(spec, 'destination', 'server');
  return `${metadata.namespace}: ${at(metadata, 'labels', 'lang-observatory.dev/cluster')} is ${destination}`;
}

/** What `argocd app sync --prune` asks for: the options and the retries are those of the Application. */
async function sync(api: KubernetesApi, application: LiveObject): Promise<void> {
  const { spec } = application;
  await api.mergePatch(application, {
    operation: {
      initiatedBy: { username: 'platform-engineer' },
      sync: { prune: true, syncOptions: at(spec, 'syncPolicy', 'syncOptions') ?? [] },
      retry: at(spec, 'syncPolicy', 'retry') ?? {},
    },
  });
}

async function readyOf(api: KubernetesApi, kind: string, name: string): Promise<string> {
  const object = (await fluxObjects(api)).find((one) => one.kind === kind && one.metadata.name === name);
  const ready = object && conditionsOf(object).find(({ type }) => type === 'Ready');
  return ready === undefined ? `no ${kind} ${name} that was looked at` : `${ready.reason}: ${ready.message}`;
}

function secret(name: string, stringData: Readonly<Record<string, string>>): LiveObject {
  return readManifest({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'gitops' }, stringData });
}

/** What a person applies where Flux was installed without `flux bootstrap`. */
function bootstrap(): readonly LiveObject[] {
  const metadata = { name: 'platform', namespace: 'gitops' };
  return [
    readManifest({
      apiVersion: 'source.toolkit.fluxcd.io/v1',
      kind: 'GitRepository',
      metadata,
      spec: {
        interval: '10m0s',
        url: 'https://github.com/acme/azure.git',
        ref: { branch: 'main' },
        provider: 'github',
        secretRef: { name: 'github-app' },
      },
    }),
    readManifest({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata,
      spec: {
        interval: '10m0s',
        path: `./flux/clusters/${FLUX}`,
        prune: true,
        sourceRef: { kind: 'GitRepository', name: metadata.name },
      },
    }),
  ];
}

function rights(): readonly LiveObject[] {
  const subject = { kind: 'ServiceAccount', name: 'observatory', namespace: 'gitops' };
  return [
    readManifest({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: subject.name, namespace: subject.namespace },
    }),
    readManifest({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'observatory' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [subject],
    }),
  ];
}
