/** Turns issues of Zod into a code, a message and, where there is a likely one, a suggestion. */

import * as z from 'zod';
import { didYouMean } from '../../text/did-you-mean.ts';
import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts';
import type { InputDocument } from '../parse/input-document.ts';
import type { Path } from '../parse/path.ts';
import { adviceOf } from './advice.ts';
import { discriminants, discriminantsOf, typeHint, valueHint } from './issue-hints.ts';

/** An issue and its path; `at` says whether it is about the key or the value. */
export interface Issue {
  readonly at: 'key' | 'value';
  readonly path: Path;
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Issues of a value against a schema; none when it is valid. */
export function issuesOf(schema: z.ZodType, error: z.ZodError): readonly Issue[] {
  return error.issues.flatMap((issue) => translate(schema, issue));
}

export function diagnoseIssues(document: InputDocument, issues: readonly Issue[]): readonly Diagnostic[] {
  return issues.map(({ at, path, code, message, hint }) => document.diagnose(at, path, code, message, hint));
}

function translate(schema: z.ZodType, issue: z.core.$ZodIssue): readonly Issue[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(schema, path, key));
    case 'invalid_type':
      return [issue.input === undefined ? missing(path) : wrongType(schema, path, issue)];
    case 'invalid_value':
      return [issue.input === undefined ? missing(path) : unknownValue(path, issue.input, issue.values)];
    case 'invalid_union':
      return [union(schema, path, issue)];
    case 'invalid_key':
      return issue.issues.map((inner) => ({ at: 'key', path, code: 'invalid-value', message: inner.message }));
    case 'custom':
      return [{ at: 'value', path, code: 'invalid-value', message: constraint(issue), hint: adviceOf(issue) }];
    default:
      return [{ at: 'value', path, code: 'invalid-value', message: constraint(issue) }];
  }
}

function missing(path: Path): Issue {
  const field = path.at(-1) ?? '';
  return { at: 'key', path, code: 'missing-field', message: `${field} is required` };
}

function wrongType(schema: z.ZodType, path: Path, { expected, input, message }: z.core.$ZodIssueInvalidType): Issue {
  // A schema with its own message needs no hint.
  if (!message.startsWith('Invalid input')) return { at: 'value', path, code: 'wrong-type', message };
  const hint = typeHint(expected, input, schemaAt(schema, path));
  return { at: 'value', path, code: 'wrong-type', message: `must be ${TYPE_NAMES[expected] ?? expected}`, hint };
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function unknownKey(schema: z.ZodType, path: Path, key: string): Issue {
  const known = keysAt(schema, path);
  const hint = known.includes(key) ? formsWith(schemaAt(schema, path), key) : keyHint(key, known);
  return { at: 'key', path: [...path, key], code: 'unknown-key', message: `unknown field ${key}`, hint };
}

/** The beginning of a hint that suggests nothing in particular. */
export const KNOWN_HERE = 'known here';

function keyHint(key: string, known: readonly string[]): string | undefined {
  const all = known.length > 0 && known.length <= 25 ? `${KNOWN_HERE}: ${known.join(', ')}` : undefined;
  return didYouMean(key, known) ?? all;
}

/** For a key that only other forms of the map have. */
function formsWith(schema: unknown, key: string): string | undefined {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return undefined;
  const { discriminator } = schema.def;
  const forms = schema.options.filter((option) => option instanceof z.ZodObject && key in option.shape);
  const words = forms.flatMap((form) => (form instanceof z.ZodObject ? discriminantsOf(form, discriminator) : []));
  return `it is only valid with ${discriminator}: ${words.map(String).join(' or ')}`;
}

function unknownValue(path: Path, input: unknown, values: readonly unknown[]): Issue {
  const allowed = values.map(String);
  const choice = allowed.length === 1 ? allowed.join() : `one of ${allowed.join(', ')}`;
  const message = typeof input === 'string' && allowed.length > 1 ? `${input} is not ${choice}` : `must be ${choice}`;
  return { at: 'value', path, code: 'unknown-value', message, hint: valueHint(input, allowed) };
}

function union(schema: z.ZodType, path: Path, issue: z.core.$ZodIssueInvalidUnion): Issue {
  const key = issue.discriminator;
  // The path leads to the discriminator, or to the map that contains it.
  const map = key !== undefined && path.at(-1) === key ? path.slice(0, -1) : path;
  const at = schemaAt(schema, map);
  if (at instanceof z.ZodDiscriminatedUnion && key !== undefined) {
    const input: unknown = issue.input;
    const given = typeof input === 'object' && input !== null && key in input ? Reflect.get(input, key) : undefined;
    return given === undefined ? missing([...map, key]) : unknownValue([...map, key], given, discriminants(at, key));
  }
  const literals = literalsOf(at);
  if (literals.length > 0) return issue.input === undefined ? missing(path) : unknownValue(path, issue.input, literals);
  if (issue.message === 'Invalid input')
    return { at: 'value', path, code: 'wrong-type', message: 'has the wrong type' };
  return { at: 'value', path, code: 'invalid-value', message: issue.message };
}

/** For a union of literals only. */
function literalsOf(schema: unknown): readonly unknown[] {
  if (!(schema instanceof z.ZodUnion)) return [];
  const options = schema.options.map((option) => (option instanceof z.ZodLiteral ? [...option.values] : []));
  return options.some((values) => values.length === 0) ? [] : options.flat();
}

function constraint(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' && issue.origin === 'number')
    return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  if (issue.code === 'too_big' && issue.origin === 'number') return `must be at most ${issue.maximum}`;
  if (issue.code === 'too_small') return 'must not be empty';
  if (issue.code === 'too_big' && issue.origin === 'string' && issue.message.startsWith('Too big'))
    return `is longer than ${issue.maximum} characters`;
  if (issue.code === 'invalid_format' && issue.format === 'url') return 'is not an address such as https://example.com';
  return decapitalised(issue.message);
}

function decapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const at = schemaAt(schema, path);
  if (at instanceof z.ZodObject) return Object.keys(at.shape);
  if (at instanceof z.ZodDiscriminatedUnion)
    return [
      ...new Set(at.options.flatMap((option) => (option instanceof z.ZodObject ? Object.keys(option.shape) : []))),
    ];
  return [];
}

/** The schema of the value at a path, without its wrappers. */
function schemaAt(schema: unknown, path: Path): unknown {
  const inner = unwrapped(schema);
  const [step, ...rest] = path;
  if (step === undefined) return inner;
  if (inner instanceof z.ZodObject) return schemaAt(inner.shape[String(step)], rest);
  if (inner instanceof z.ZodRecord) return schemaAt(inner.valueType, rest);
  if (inner instanceof z.ZodArray) return schemaAt(inner.element, rest);
  return undefined;
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrapped(schema.unwrap());
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  return schema;
}
