/** Texts that fields of the input take, as strange as each field lets them be. */
import fc, { type Arbitrary } from 'fast-check';
import type * as z from 'zod';
import { type Field, fieldsOfText } from './fields-of-input.ts';
import { HOSTILE, hostileText } from './hostile-texts.ts';

/** Something that each notation begins with. */
const BEGINNINGS = ['a', '#a', 'https://a.io/', 'git@a.io:a', 'a@a.io', 'a.io', '1'] as const;

export interface Accepted {
  readonly path: string;
  /** As the field hands it on. */
  readonly text: string;
}

/** A text for every field that takes any. */
export const acceptedTexts: Arbitrary<readonly Accepted[]> = fc
  .tuple(fc.shuffledSubarray([...HOSTILE], { minLength: 15, maxLength: 20 }), fc.array(hostileText, { maxLength: 3 }))
  .map(([known, random]) => {
    const parts = [...known, ...random];
    return FIELDS.flatMap(({ path, schema }) => {
      const text = longest(schema, parts);
      return text === undefined ? [] : [{ path, text }];
    });
  });

const FIELDS: readonly Field[] = fieldsOfText();

/** As much of the parts as the field takes, whole or character by character, each behind or before the rest. */
export function longest(schema: z.ZodType, parts: readonly string[]): string | undefined {
  const [beginning] = BEGINNINGS.flatMap((text) => handedOn(schema, text) ?? []);
  if (beginning === undefined) return undefined;
  return parts
    .flatMap((part) => [part, ...part])
    .reduce(
      (text: string, more) => handedOn(schema, `${text}${more}`) ?? handedOn(schema, `${more}${text}`) ?? text,
      beginning,
    );
}

function handedOn(schema: z.ZodType, text: string): string | undefined {
  const { data } = schema.safeParse(text);
  return typeof data === 'string' ? data : undefined;
}
