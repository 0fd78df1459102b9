/** What to do about an object of Flux: commands for the person who reads the status. They only read, except the one that ends a suspension. */
import { textAt } from '../../data/fields.ts';
import { shellWord } from '../../text/shell.ts';
import type { Judged } from './judge-object.ts';

/** Names of kinds as the command line of Flux has them. */
const FLUX_WORDS: Readonly<Record<string, string>> = {
  Kustomization: 'kustomization',
  HelmRelease: 'helmrelease',
  GitRepository: 'source git',
  OCIRepository: 'source oci',
  HelmRepository: 'source helm',
  HelmChart: 'source chart',
};

/** Undefined where waiting is all there is to do. */
export function fluxAdvice({ object, state }: Judged, context: string): string | undefined {
  const [kind, namespace, name] = [
    textAt(object, 'kind'),
    textAt(object, 'metadata', 'namespace'),
    textAt(object, 'metadata', 'name'),
  ].map((word) => word);
  const where = `--context ${shellWord(context)} -n ${shellWord(namespace ?? '')}`;
  if (state === 'suspended') return `flux ${where} resume ${FLUX_WORDS[kind ?? ''] ?? kind} ${shellWord(name ?? '')}`;
  return state === 'failed'
    ? `kubectl ${where} describe ${(kind ?? '').toLowerCase()} ${shellWord(name ?? '')}`
    : undefined;
}
