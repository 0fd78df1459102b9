import type { Rule } from './lint.ts';

/** Kustomizations of the whole tree, built or not. */
export const danglingReferences: Rule = ({ references, paths }) =>
  [...references].flatMap(([folder, names]) =>
    names
      .filter((name) => !references.has(name) && !paths.has(name))
      .map((name) => ({
        code: 'missing-resource',
        file: `${folder}/kustomization.yaml`,
        message: `${name} is not there`,
      })),
  );
