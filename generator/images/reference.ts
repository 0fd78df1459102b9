/** Names of container images, as container runtimes read them (distribution/reference:normalize.go). */

/** The registry of images that name none. */
export const DEFAULT_REGISTRY = 'docker.io';

export interface ImageName {
  /** The host of its registry, with its port if it has one. */
  readonly registry: string;
  /** Below the registry, without tag and digest. */
  readonly repository: string;
  /** `:tag`, `@digest`, both or nothing. */
  readonly version: string;
}

/** `redis` is `docker.io/library/redis`, and `localhost/redis` or `acme:5000/redis` name a host. */
export function imageName(text: string): ImageName {
  const [, name = '', version = ''] = /^(.*?)((?::[^:/@]*)?(?:@.*)?)$/s.exec(text) ?? [];
  const [first = '', ...rest] = name.split('/');
  if (rest.length > 0 && isHost(first)) return { registry: first, repository: rest.join('/'), version };
  return { registry: DEFAULT_REGISTRY, repository: rest.length === 0 ? `library/${name}` : name, version };
}

export function imageText({ registry, repository, version }: ImageName): string {
  return `${registry}/${repository}${version}`;
}

function isHost(first: string): boolean {
  return first === 'localhost' || /[.:]/.test(first);
}
