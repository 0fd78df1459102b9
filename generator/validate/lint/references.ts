/** What files say of each other, and files that say nothing because they cannot be read. */
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
        message: `${field} name ${path}, which is neither a file nor a folder with a kustomization`,
      })),
  );

/** Parameters and Helm values, which neither kustomize nor kubeconform reads. */
export const unreadableFiles: Rule = ({ unreadable }) =>
  [...unreadable].map(([file, message]) => ({ code: 'unreadable-file', file, message }));
