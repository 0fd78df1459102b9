/** A configuration of ClickHouse in XML, which the embedded engine reads; the program itself reads the same as YAML. */
import { isList, isObject, type Json, type JsonObject } from '../../../../generator/data/json.ts';

/** As ClickHouse reads YAML: an item of a list is an element with the list's name, and a key with `@` is an attribute. */
export function xml(configuration: JsonObject): string {
  return `<clickhouse>${elements(configuration)}</clickhouse>`;
}

function elements(map: JsonObject): string {
  return Object.entries(map)
    .filter(([name]) => !name.startsWith('@'))
    .flatMap(([name, value]) => (isList(value) ? value : [value]).map((each) => element(name, each)))
    .join('');
}

function element(name: string, value: Json): string {
  const inside = isObject(value) ? elements(value) : escaped(String(value));
  return `<${name}${isObject(value) ? attributes(value) : ''}>${inside}</${name}>`;
}

function attributes(map: JsonObject): string {
  const found = Object.entries(map).filter(([name]) => name.startsWith('@'));
  return found.map(([name, value]) => ` ${name.slice(1)}="${escaped(String(value))}"`).join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
