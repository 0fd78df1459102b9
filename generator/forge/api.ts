/** Requests to the API of a forge. The token goes to the address that the environment of the user names, and nowhere else. */
import type * as z from 'zod';
import { isObject, type JsonObject } from '../data/json.ts';
import { Refusal } from '../program/refusal.ts';

/** What a service answers with instead of what it is asked for. */
export class ForgeError extends Refusal {}

export interface Api {
  /** How people call the service. */
  readonly name: string;
  /** Without a slash at its end. */
  readonly address: string;
  /** With the token. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Begins with a slash. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: JsonObject;
}

/** The part of the answer that the schema describes. Redirects are not followed: the token would go with them. */
export async function ask<T>({ name, address, headers }: Api, question: Question, schema: z.ZodType<T>): Promise<T> {
  const { method, path, query = {}, body } = question;
  const search = Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(query)}`;
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await fetch(`${address}${path}${search}`, {
    method,
    headers: { accept: 'application/json', 'user-agent': 'lang-observatory', ...headers, ...json },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new ForgeError(`${name} cannot be asked at ${address}: ${causeOf(error)}`, 2);
  });
  const text = await answer.text();
  if (!answer.ok) throw new ForgeError(`${name} answers ${answer.status} to ${method} ${path}: ${saidIn(text)}`, 2);
  const read = schema.safeParse(parsed(text));
  if (read.success) return read.data;
  throw new ForgeError(`${name} answers ${method} ${path} in a form that it does not document: ${saidIn(text)}`, 2);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

const LONGEST_TEXT = 300;

/** All services put a sentence into `message`; a page of a proxy has none. */
function saidIn(text: string): string {
  const answer = parsed(text);
  return isObject(answer) && typeof answer.message === 'string' ? answer.message : text.slice(0, LONGEST_TEXT);
}
