/** Mistakes that show only in combination: of stores that Langfuse does not support, and of names of projects. */
import type { Mistake, Stack } from '../../stack/component.ts';
import { doorOf } from '../otel-collector/projects.ts';
import { readByNode } from './environment.ts';
import { projectsOf } from './handle.ts';
import type { LangfuseSettings } from './settings.ts';

export function storeMistakes(stack: Stack): readonly Mistake[] {
  const [one, other] = readByNode(stack);
  if (stack.trust !== undefined || one === undefined || other === undefined || one.secretName === other.secretName)
    return [];
  return [
    {
      code: 'invalid-value',
      path: [],
      message: `uses two Secrets with authorities, for ${one.name} (${one.secretName}) and for ${other.name} (${other.secretName}): Node.js reads authorities from one file`,
      hint: `put both authorities into one Secret, one after the other under its key, and set caSecretName of both to it`,
    },
  ];
}

/** Ports follow from the names, so two names may have the same by chance. */
export function doorMistakes(s: LangfuseSettings): readonly Mistake[] {
  const ports = projectsOf(s).map((project) => doorOf(project).grpcPort);
  return ports.flatMap((port, index): readonly Mistake[] => {
    const first = ports.indexOf(port);
    if (first === index) return [];
    return [
      {
        code: 'invalid-value',
        path: ['projects', index, 'name'],
        message: `has by chance the same ports of otel-gateway as ${s.projects[first]?.name ?? ''}`,
        hint: 'choose another name, such as one with a digit at its end',
      },
    ];
  });
}
