/** Flux's Kustomizations, and the marks by which they know what they have applied. */
import { at, groupOf, type LiveObject } from '../live-object.ts';

const GROUP = 'kustomize.toolkit.fluxcd.io';

export function isKustomization({ apiVersion, kind }: LiveObject): boolean {
  return kind === 'Kustomization' && groupOf(apiVersion) === GROUP;
}

/** The one that applied an object; undefined when none did. */
export function kustomizationOf({ metadata }: LiveObject): { readonly name: string; readonly key: string } | undefined {
  const [name, namespace] = ['name', 'namespace'].map((mark) => at(metadata, 'labels', `${GROUP}/${mark}`));
  return name === undefined ? undefined : { name: String(name), key: `${GROUP}/Kustomization/${namespace}/${name}` };
}
