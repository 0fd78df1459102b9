/** Headers of a data source, as Grafana has them: names beside secret values, by number. */
import type { JsonObject } from '../../data/json.ts';
import { type Headers, headerVariable } from '../headers.ts';

type Header = readonly [name: string, value: string];

/** Grafana puts variables into what it reads, which may be secret, and takes $$ for a $ (grafana/grafana:pkg/services/provisioning/values/values.go). */
export function asWritten(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** A header that everybody may read. */
export function openHeader(name: string, value: string): Header {
  return [name, asWritten(value)];
}

export interface NumberedHeaders {
  /** Fields of `jsonData`. */
  readonly names: JsonObject;
  /** Fields of `secureJsonData`. */
  readonly values: JsonObject;
}

export function numberedHeaders(headers: readonly Header[]): NumberedHeaders {
  const numbered = (what: 'Name' | 'Value', which: 0 | 1): JsonObject =>
    Object.fromEntries(headers.map((header, index) => [`httpHeader${what}${index + 1}`, header[which]]));
  return { names: numbered('Name', 0), values: numbered('Value', 1) };
}

/** All headers of a server. Values that are secret are in variables of Grafana's pods. */
export function headersOf(
  { headers, secretHeaders }: Pick<Headers, 'headers' | 'secretHeaders'>,
  server: string,
): NumberedHeaders {
  return numberedHeaders([
    ...Object.entries(headers).map(([name, value]) => openHeader(name, value)),
    ...secretHeaders.map((name) => [name, `$${headerVariable(server, name)}`] as const),
  ]);
}
