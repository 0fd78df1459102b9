/** Tags of a repository in an OCI registry (opencontainers/distribution-spec: spec.md, "Listing Tags"). */
import { listAt } from '../../data/fields.ts';
import { parsedJson } from '../../data/parsed-json.ts';
import { DEFAULT_REGISTRY } from '../../images/reference.ts';
import type { Source } from '../../outdated/pinned.ts';
import type { Credential } from './credential.ts';
import { type Got, get, isHere, Unasked, urlIn } from './get.ts';
import { authorizationFor, refusal } from './sign-in.ts';
import type { StoredCredentials } from './stored-credentials.ts';

/** Docker's registry answers at another name than that of its images. */
const HOSTS: Readonly<Record<string, string>> = { [DEFAULT_REGISTRY]: 'registry-1.docker.io' };

/** Registries give from 100 to 1000 tags to a page. */
const MOST_PAGES = 60;

/** Signs in where the registry asks for it. Throws Unasked. */
export async function ociTags(
  { registry, repository }: Extract<Source, { type: 'oci' }>,
  credentials: StoredCredentials,
): Promise<readonly string[]> {
  const base = `${schemeOf(registry)}://${HOSTS[registry] ?? registry}`;
  const tags: string[] = [];
  let headers: Readonly<Record<string, string>> = {};
  let credential: Credential | undefined;
  let next: string | undefined = `${base}/v2/${repository}/tags/list?n=1000`;
  for (let page = 0; next !== undefined; page += 1) {
    if (page === MOST_PAGES) throw new Unasked('it has more tags than can be read');
    let got: Got = await get(next, headers);
    if (got.status === 401 && page === 0) {
      credential = await credentials.registry(registry);
      headers = { authorization: await authorizationFor(got, base, credential) };
      got = await get(next, headers);
    }
    tags.push(...tagsIn(got, credential));
    next = nextPage(got, base);
  }
  return tags;
}

/** As container runtimes: a registry on this machine has no certificate. */
function schemeOf(registry: string): 'http' | 'https' {
  return isHere(registry) ? 'http' : 'https';
}

function tagsIn({ status, text }: Got, credential: Credential | undefined): readonly string[] {
  if (status === 401 || status === 403) throw refusal(credential);
  if (status === 404) throw new Unasked('it has no such repository');
  if (status !== 200) throw new Unasked(`it answers ${status}`);
  return listAt(parsedJson(text), 'tags').filter((tag) => typeof tag === 'string');
}

/** Of the same registry, whatever the link says. */
function nextPage({ headers: { link } }: Got, base: string): string | undefined {
  const [, path] = /^<([^>]*)>;\s*rel="?next"?/.exec(typeof link === 'string' ? link : '') ?? [];
  const url = path === undefined ? undefined : urlIn(path, base);
  return url?.origin === new URL(base).origin ? url.href : undefined;
}
