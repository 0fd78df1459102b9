/** What files say of each other, and files that say nothing because they cannot be read. */
import { KUSTOMIZATION_FILES } from '../../kustomize/kustomization-references.ts';
import { pathOf, placeOf } from '../../tree/layout.ts';
import type { Rule } from './rule.ts';

/** Kustomizations of the whole tree, built or not. */
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

/** Beside what is generated for Flux on a cluster: without a kustomization Flux would apply every file there, and former versions had none. */
export const unappliedFiles: Rule = ({ kustomizations, paths }) => {
  const named = new Set([...kustomizations.values()].flatMap((references) => references.map(({ path }) => path)));
  return [...paths]
    .filter((path) => placeOf(path)?.kind === 'fluxKustomizations' && /\.(ya?ml|json)$/.test(path) && !named.has(path))
    .filter((path) => !KUSTOMIZATION_FILES.some((name) => path.endsWith(`/${name}`)))
    .map((path) => ({
      code: 'unapplied-file',
      file: path,
      message: 'is in no kustomization, so Flux does not apply it',
      hint: `put Flux objects of your own into ${pathOf('fluxBootstrap', { cluster: placeOf(path)?.names.cluster ?? '' })}`,
    }));
};

/** Parameters and Helm values, which neither kustomize nor kubeconform reads. */
export const unreadableFiles: Rule = ({ unreadable }) =>
  [...unreadable].map(([file, message]) => ({ code: 'unreadable-file', file, message }));
