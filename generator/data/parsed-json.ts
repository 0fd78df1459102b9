/** Answers of servers. */
import { isObject, type JsonObject } from './json.ts';

/** Empty for what is no map in JSON: a proxy in between answers with a page. */
export function parsedJson(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
