import { describe, expect, it } from 'vitest';
import type { Json } from '../../generator/data/json.ts';
import { emitYaml } from '../../generator/data/yaml.ts';
import { parseInput } from '../../generator/fleet/parse/document.ts';
import type { InputDocument } from '../../generator/fleet/parse/input-document.ts';
import { inputChanges, takenBack } from '../../generator/plan/input-changes.ts';

function textOf(groups?: Json): string {
  return emitYaml({ spec: { domain: 'acme.io', ...(groups === undefined ? {} : { groups }) } });
}

function document(text: string): InputDocument {
  const parsed = parseInput('fleet.yaml', new TextEncoder().encode(text));
  if (parsed.document === undefined) throw new Error('no input');
  return parsed.document;
}

const aws = { name: 'aws', storageClass: 'gp3', placement: { nodeSelector: { pool: 'a' } } };
const other = { ...aws, storageClass: 'gp2' };
const gcp = { name: 'gcp', storageClass: 'ssd' };

describe('changes of the input', () => {
  it.each<[string, Json | undefined, Json, readonly string[], readonly (number | undefined)[]]>([
    ['a field of a group', [gcp, other], [gcp, aws], ['spec.groups.aws.storageClass'], [7]],
    ['a group that is new', [gcp], [aws, gcp], ['spec.groups.aws'], [4]],
    ['the first group', undefined, [aws], ['spec.groups.aws'], [4]],
    ['another order', [gcp, aws], [aws, gcp], ['spec.groups'], [4]],
    ['a group that is gone', [gcp, aws], [gcp], ['spec.groups'], [4]],
    ['two of one name', [gcp, gcp], [gcp, aws], ['spec.groups'], [4]],
  ])('name %s, and each can be taken back alone', (_, before, after, paths, lines) => {
    const now = document(textOf(after));
    const changes = inputChanges(now, textOf(before));
    expect(changes.map(({ path }) => path.join('.'))).toEqual(paths);
    expect(changes.map(({ line }) => line)).toEqual(lines);
    const back = changes.reduce<InputDocument>(takenBack, now);
    expect(back.value).toEqual(document(textOf(before ?? [])).value);
  });
});
