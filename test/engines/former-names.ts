/** The tree of a fleet of the time before its name was part of names in Argo CD, made of the tree that is generated now. */
import type { FleetRepository } from './fleet-repository.ts';

export type WorkTree = Pick<FleetRepository, 'files' | 'read' | 'write' | 'remove'>;

const ROOT_FOLDER = 'argocd/root/acme';

/** The work tree of `acme`, as the program wrote it then. */
export function writeFormerNames(fleet: WorkTree): void {
  for (const path of fleet.files(ROOT_FOLDER))
    fleet.write(path.replace(ROOT_FOLDER, 'argocd'), formerly(fleet.read(path)));
  fleet.write('argocd/root.yaml', formerly(fleet.read('argocd/root.yaml')));
  fleet.remove('argocd/root');
  fleet.remove('argocd/applicationsets/former-root.jsonnet');
}

/** Takes that away again, for the program to write what it writes now. */
export function removeFormerNames(fleet: WorkTree): void {
  for (const path of ['argocd/applicationsets', 'argocd/projects', 'argocd/root.yaml']) fleet.remove(path);
}

function formerly(text: string): string {
  return text
    .replaceAll(/^ *lang-observatory\.dev\/fleet: .*\n/gm, '')
    .replaceAll('observatory.acme.', 'observatory-')
    .replaceAll('observatory.acme', 'observatory')
    .replace(`${ROOT_FOLDER}\n`, 'argocd\n')
    .replace(/^( *)recurse: true\n/m, "$&$1include: '{projects/*,applicationsets/*}'\n");
}
