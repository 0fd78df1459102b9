/** Tags of a repository in an OCI registry (opencontainers/distribution-spec: spec.md, "Listing Tags"), without an account. */
import { listAt, textAt } from '../../data/fields.ts';
import { parsedJson } from '../../data/parsed-json.ts';
import { DEFAULT_REGISTRY } from '../../images/reference.ts';
import type { Source } from '../../outdated/pinned.ts';
import { type Got, get, Unasked, urlIn } from './get.ts';

/** Docker's registry answers at another name than that of its images. */
const HOSTS: Readonly<Record<string, string>> = { [DEFAULT_REGISTRY]: 'registry-1.docker.io' };

/** Registries give from 100 to 1000 tags to a page. */
const MOST_PAGES = 60;

/** Throws Unasked. */
export async function ociTags({ registry, repository }: Extract<Source, { type: 'oci' }>): Promise<readonly string[]> {
  const base = `${schemeOf(registry)}://${HOSTS[registry] ?? registry}`;
  const tags: string[] = [];
  let headers: Readonly<Record<string, string>> = {};
  let next: string | undefined = `${base}/v2/${repository}/tags/list?n=1000`;
  for (let page = 0; next !== undefined; page += 1) {
    if (page === MOST_PAGES) throw new Unasked('it has more tags than can be read');
    let got: Got = await get(next, headers);
    if (got.status === 401 && page === 0) {
      headers = { authorization: `Bearer ${await anonymousToken(got, base)}` };
      got = await get(next, headers);
    }
    tags.push(...tagsIn(got));
    next = nextPage(got, base);
  }
  return tags;
}

/** As container runtimes: a registry on this machine has no certificate. */
function schemeOf(registry: string): 'http' | 'https' {
  return /^(?:localhost|127(?:\.\d+){3})(?::\d+)?$/.test(registry) ? 'http' : 'https';
}

function tagsIn({ status, text }: Got): readonly string[] {
  if (status === 401 || status === 403) throw new Unasked('it wants credentials, and none are sent');
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

/** The token that everybody gets (distribution/distribution: docs/content/spec/auth/token.md). */
async function anonymousToken({ headers }: Got, base: string): Promise<string> {
  const challenge = headers['www-authenticate'];
  const field = (name: string): string | undefined =>
    new RegExp(`(?:^Bearer\\s+|,\\s*)${name}="([^"]*)"`, 'i').exec(typeof challenge === 'string' ? challenge : '')?.[1];
  const realm = urlIn(field('realm') ?? '');
  if (realm === undefined || (realm.protocol !== 'https:' && realm.origin !== new URL(base).origin))
    throw new Unasked('it wants credentials, and none are sent');
  for (const name of ['service', 'scope']) {
    const value = field(name);
    if (value !== undefined) realm.searchParams.set(name, value);
  }
  const answer = parsedJson((await get(realm.href)).text);
  const token = textAt(answer, 'token') || textAt(answer, 'access_token');
  if (token === '') throw new Unasked('it gives no token without an account');
  return token;
}
