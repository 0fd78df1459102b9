/** Rules for references between files, and for files that cannot be read. */
import { KUSTOMIZATION_FILES } from '../../kustomize/kustomization-references.ts';
import { pathOf, placeOf } from '../../tree/layout.ts';
import type { Rule } from './rule.ts';

/** Checks the kustomizations of the whole tree, built or not. */
export const danglingReferences: Rule = ({ kustomizations, paths }) =>
  [...kustomizations.values()].flatMap((references) =>
    references
      .filter(({ path }) => !kustomizations.has(path) && !paths.has(path))
      .map(({ field, path, file, line, column }) => ({
        code: 'missing-resource',
        file,
        line,
        column,
        message: `${field} refers to ${path}, which is neither a file nor a folder with a kustomization`,
      })),
  );

/** Files next to the generated Kustomizations of Flux. Former versions had no kustomization.yaml there, so Flux applied every file. */
export const unappliedFiles: Rule = ({ kustomizations, paths }) => {
  const named = new Set([...kustomizations.values()].flatMap((references) => references.map(({ path }) => path)));
  return [...paths]
    .filter((path) => placeOf(path)?.kind === 'fluxKustomizations' && /\.(ya?ml|json)$/.test(path) && !named.has(path))
    .filter((path) => !KUSTOMIZATION_FILES.some((name) => path.endsWith(`/${name}`)))
    .map((path) => ({
      code: 'unapplied-file',
      file: path,
      message: 'is not part of a kustomization, so Flux does not apply it',
      hint: `put Flux objects of your own into ${pathOf('fluxBootstrap', { cluster: placeOf(path)?.names.cluster ?? '' })}`,
    }));
};

/** Parameters and Helm values, which neither kustomize nor kubeconform reads. */
export const unreadableFiles: Rule = ({ unreadable }) =>
  [...unreadable].map(([file, message]) => ({ code: 'unreadable-file', file, message }));
