/**
 * Where an image is in the mirror of a company. The host of its registry stays in the path: `docker.io/grafana/grafana` is
 * `PREFIX/docker.io/grafana/grafana`. So no two images meet in one place, everybody can read where an image is from, and it is what
 * proxy caches answer at when they are named after the registry that they cache: projects of Harbor, repositories of Artifactory and
 * Nexus, and the repository prefixes of Amazon ECR's pull-through caches.
 */
import { type ImageName, imageName, imageText } from './reference.ts';

/** The image in the mirror, which is none where its prefix is empty. What is already in the registry of the mirror stays where it is: it is the company's own. */
export function mirroredImage(image: string, prefix: string): string {
  if (prefix === '') return image;
  const name = imageName(image);
  return isInRegistryOf(prefix, name) ? image : imageText({ ...name, ...placeOf(name, prefix) });
}

/** The same for the two halves of a name that charts take in two values; `repository` is without a registry. */
export function mirroredRegistry(registry: string, prefix: string): string {
  if (prefix === '') return registry;
  const [host = ''] = registry.split('/');
  return host === hostOf(prefix) ? registry : `${prefix}/${registry}`;
}

export function isInMirror(image: string, prefix: string): boolean {
  return isInRegistryOf(prefix, imageName(image));
}

/** Where an image of a mirror is from. One below the mirror without a host in its path is the company's own. */
export function originOf(image: string, prefix: string): string {
  if (!image.startsWith(`${prefix}/`)) return image;
  const origin = image.slice(prefix.length + 1);
  return imageText(imageName(origin)) === origin ? origin : image;
}

function placeOf({ registry, repository }: ImageName, prefix: string): Pick<ImageName, 'registry' | 'repository'> {
  const { host, path } = { host: hostOf(prefix), path: prefix.slice(hostOf(prefix).length + 1) };
  return { registry: host, repository: [path, registry, repository].filter((part) => part !== '').join('/') };
}

function isInRegistryOf(prefix: string, { registry }: ImageName): boolean {
  return registry === hostOf(prefix);
}

function hostOf(prefix: string): string {
  return prefix.split('/', 1)[0] ?? '';
}
