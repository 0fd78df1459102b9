/** Flux's source-, kustomize- and helm-controller, for one cluster. */

import { freePort } from '../../free-port.ts';
import { testTool } from '../../tools/build-test-tool.ts';
import { until } from '../wait.ts';
import type { Workspace } from '../workspace.ts';
import type { Internet } from './internet.ts';
import type { Kubernetes } from './kubernetes.ts';

/** The definitions of Flux and its namespace must be there. Resolves when all three are ready. */
export async function startFlux(
  workspace: Workspace,
  internet: Internet,
  cluster: Kubernetes,
  namespace = 'flux-system',
): Promise<void> {
  const storage = `127.0.0.1:${await freePort()}`;
  const controllers = [
    [
      'source-controller',
      [
        '--storage-path',
        workspace.make('flux', cluster.name),
        '--storage-addr',
        storage,
        '--storage-adv-addr',
        storage,
      ],
    ],
    // A dependency that is not ready yet is looked at again after this, 30 s by itself: at every commit, once for each link of the chain.
    ['kustomize-controller', ['--requeue-dependency', '1s']],
    ['helm-controller', ['--requeue-dependency', '1s']],
  ] as const;
  for (const [name, more] of controllers) {
    const health = `127.0.0.1:${await freePort()}`;
    const controller = workspace.start({
      name: `${cluster.name}-${name}`,
      path: await testTool(name),
      arguments: [
        ...['--enable-leader-election=false', '--watch-all-namespaces=true', '--events-addr', '', '--concurrent', '8'],
        ...['--metrics-addr', `127.0.0.1:${await freePort()}`, '--health-addr', health],
        ...more,
      ],
      environment: {
        ...internet.environment,
        KUBECONFIG: cluster.kubeconfig,
        RUNTIME_NAMESPACE: namespace,
        TMPDIR: workspace.make('tmp'),
        HOME: workspace.make('home'),
      },
    });
    await until(`${cluster.name}: ${name} is ready`, async () => {
      controller.assertRunning();
      return (await fetch(`http://${health}/readyz`)).ok ? [] : ['/readyz'];
    });
  }
}
