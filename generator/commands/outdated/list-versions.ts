/** Asks every source once, some at a time: one that does not answer holds up no other. */
import { eachOf } from '../../live/each-of.ts';
import { placeOf, type Source } from '../../outdated/pinned.ts';
import type { Listed } from '../../outdated/report.ts';
import { chartIndex } from './chart-index.ts';
import { Unasked } from './get.ts';
import { gitTags } from './git-tags.ts';
import { ociTags } from './oci-tags.ts';
import type { StoredCredentials } from './stored-credentials.ts';

const AT_ONCE = 8;

/** Asks a place; an index has many charts, and everything else one list. */
type Ask = (source: Source) => readonly string[];

export async function listVersions(
  sources: readonly Source[],
  credentials: StoredCredentials,
): Promise<(source: Source) => Listed> {
  const places = [...new Map(sources.map((source) => [placeOf(source), source])).values()];
  const answers = await eachOf(places, AT_ONCE, (source) =>
    ask(source, credentials).catch((error: unknown) => {
      if (error instanceof Unasked) return error.message;
      throw error;
    }),
  );
  const byPlace = new Map(places.map((source, index) => [placeOf(source), answers[index]]));
  return (source) => {
    const answer = byPlace.get(placeOf(source));
    if (typeof answer !== 'function') return { problem: answer ?? 'nobody has asked it' };
    const versions = answer(source);
    return versions.length === 0 ? { problem: 'it has no version at all' } : { versions };
  };
}

async function ask(source: Source, credentials: StoredCredentials): Promise<Ask> {
  if (source.type === 'index') {
    const versionsOf = await chartIndex(source.url, credentials);
    return (one) => (one.type === 'index' ? versionsOf(one.chart) : []);
  }
  const versions = source.type === 'oci' ? await ociTags(source, credentials) : await gitTags(source.url);
  return () => versions;
}
