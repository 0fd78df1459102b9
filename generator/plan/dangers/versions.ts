/** Versions of charts, of upstream's manifests and of images. */
import type { Json } from '../../data/json.ts';
import { isEarlier } from '../../text/version-order.ts';
import type { ComponentRule, ComponentView, Finding } from './danger.ts';
import { namedFields } from './subject.ts';

interface VersionChange {
  readonly of: string;
  readonly before: string;
  readonly after: string;
  readonly goesBack: boolean;
}

export const versionSteps: ComponentRule = (view) =>
  [...sourceVersions(view), ...imageVersions(view)].flatMap(findingOf);

function sourceVersions({ change: { release, upstream } }: ComponentView): readonly VersionChange[] {
  return [
    ...(release?.before?.chart === release?.after?.chart ? [{ ...release, of: `chart ${release?.after?.chart}` }] : []),
    ...(upstream === undefined ? [] : [{ ...upstream, of: `manifests of ${upstream.after?.repository}` }]),
  ].flatMap(({ of, before, after }) =>
    before === undefined || after === undefined ? [] : [sourceVersion(of, before.version, after.version)],
  );
}

function sourceVersion(of: string, before: string, after: string): VersionChange {
  return { of, before, after, goesBack: isEarlier(after, before) };
}

/** Fields that hold the tag of an image, or an image with its tag. */
const IMAGES: ReadonlySet<string> = new Set(['tag', 'image', 'imageName']);

function imageVersions(view: ComponentView): readonly VersionChange[] {
  return namedFields(view).flatMap(({ path, name, before, after }) => {
    const [old, now] = [tagOf(before), tagOf(after)];
    if (!IMAGES.has(path.at(-1) ?? '') || old === undefined || now === undefined) return [];
    if (old.image !== now.image) return [];
    return [{ of: name, before: old.tag, after: now.tag, goesBack: isEarlierTag(now.tag, old.tag) }];
  });
}

/** `registry/name:tag@digest`, or a tag alone. */
function tagOf(value: Json | undefined): { readonly image: string; readonly tag: string } | undefined {
  if (typeof value !== 'string') return undefined;
  const [name = ''] = value.split('@');
  const [, image = '', tag = ''] = /^(?:(.*):)?([^:/]+)$/.exec(name) ?? [];
  return tag === '' ? undefined : { image, tag };
}

function findingOf({ of, before, after, goesBack }: VersionChange): readonly Finding[] {
  const [old, now] = [numbers(before), numbers(after)];
  if (old === undefined || now === undefined) return [];
  const [from = 0, to = 0] = [old[0], now[0]];
  if (goesBack) return [{ code: 'version-downgraded', message: `${of} goes back from ${before} to ${after}` }];
  return to - from > 1
    ? [
        {
          code: 'major-skipped',
          message: `${of} goes from ${before} to ${after}, past ${majors(from + 1, to - 1)}`,
        },
      ]
    : [];
}

/** All from one to another. */
function majors(from: number, to: number): string {
  if (from === to) return `major version ${from}`;
  return `major versions ${from} ${to - from === 1 ? 'and' : 'to'} ${to}`;
}

/** What a version begins with; undefined for a tag that is no version. */
function numbers(version: string): readonly number[] | undefined {
  const [, text] = /^v?(\d+(?:\.\d+){0,3})(?![\w.])/.exec(version) ?? [];
  return text?.split('.').map(Number);
}

/** Of as many numbers as both have: what follows them in a tag is a variant, and no pre-release. */
function isEarlierTag(tag: string, than: string): boolean {
  const [one = [], other = []] = [numbers(tag), numbers(than)];
  const length = Math.min(one.length, other.length);
  return isEarlier(one.slice(0, length).join('.'), other.slice(0, length).join('.'));
}
