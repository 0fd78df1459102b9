/** `doctor --engine-rights`: whether Flux may make what the tree has, asked of the API server for the account that it applies as. */
import { fieldAt } from '../../data/fields.ts';
import type { Forbidden } from '../../doctor/finding.ts';
import type { FluxInstall } from '../../fleet/engine-installs.ts';
import type { Connection } from '../../live/clusters/connection.ts';
import { serving } from '../../live/clusters/served.ts';
import { Unreachable } from '../../live/clusters/unreachable.ts';
import { eachOf } from '../../live/each-of.ts';
import type { OwnObject } from './dry-run.ts';

/** What kustomize-controller does to an object in its life (fluxcd/pkg:ssa/manager_apply.go, manager_delete.go). */
const VERBS = ['get', 'create', 'patch', 'delete'] as const;

const AT_ONCE = 6;

/** Whom Flux applies as: its own controller unless the input names an account. */
export function accountOf({ namespace, serviceAccountName = 'kustomize-controller' }: FluxInstall): string {
  return `system:serviceaccount:${namespace}:${serviceAccountName}`;
}

/** One for each kind and namespace. Kinds that are not there yet are not asked for. Throws Unreachable, also without the right to ask. */
export async function forbiddenTo(
  install: FluxInstall,
  connection: Connection,
  objects: readonly OwnObject[],
): Promise<readonly Forbidden[]> {
  const servedAs = serving(connection);
  const served = await eachOf(objects, AT_ONCE, ({ manifest }) => servedAs(manifest));
  const places = new Map(
    served
      .filter((one) => one !== undefined)
      .map(({ group, plural, namespace }) => [`${group}/${plural}/${namespace ?? ''}`, { group, plural, namespace }]),
  );
  const user = accountOf(install);
  const found = await eachOf([...places.values()], AT_ONCE, async ({ group, plural, namespace }) => {
    const missing: string[] = [];
    for (const verb of VERBS)
      if (
        !(await isAllowed(connection, install, {
          group,
          resource: plural,
          verb,
          ...(namespace === undefined ? {} : { namespace }),
        }))
      )
        missing.push(verb);
    const resource = group === '' ? plural : `${plural}.${group}`;
    return missing.length === 0 ? [] : [{ user, verbs: missing, resource, namespace }];
  });
  return found.flat();
}

async function isAllowed(
  connection: Connection,
  install: FluxInstall,
  resourceAttributes: Readonly<Record<string, string>>,
): Promise<boolean> {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${install.namespace}`, 'system:authenticated'];
  const { status, answer } = await connection.ask({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: {
      type: 'application/json',
      content: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: { user: accountOf(install), groups, resourceAttributes: { ...resourceAttributes } },
      },
    },
  });
  if (status >= 300)
    throw new Unreachable(
      `you may not ask what others may do: its API server answers ${status}`,
      '--engine-rights needs the verb create on subjectaccessreviews: docs/commands/doctor.md has the rights',
    );
  return fieldAt(answer, 'status', 'allowed') === true;
}
