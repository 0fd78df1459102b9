/** What a rule of a NetworkPolicy allows, in words. */
import { fieldAt, listAt, mapAt, textAt } from '../../data/fields.ts';
import { asText, type Json } from '../../data/json.ts';

/** One peer and one port of a rule; null for any. */
export interface Allowed {
  readonly peer: Json;
  readonly port: Json;
}

export function ruleText({ peer, port }: Allowed): string {
  return `${peerText(peer)} on ${portText(port)}`;
}

export function portText(port: Json): string {
  const [from, to, protocol] = ['port', 'endPort', 'protocol'].map((field) => fieldAt(port, field));
  if (from === undefined) return protocol === undefined ? 'any port' : `any port of ${asText(protocol)}`;
  return `port ${asText(from)}${to === undefined ? '' : `-${asText(to)}`}${protocol === undefined ? '' : `/${asText(protocol)}`}`;
}

export function peerText(peer: Json): string {
  const cidr = textAt(peer, 'ipBlock', 'cidr');
  const except = listAt(peer, 'ipBlock', 'except').map(asText);
  if (cidr !== '') return `${cidr}${except.length === 0 ? '' : ` but ${except.join(', ')}`}`;
  const [pods, namespaces] = ['podSelector', 'namespaceSelector'].map((field) => fieldAt(peer, field));
  const where = namespaces === undefined ? '' : ` in ${selectedText(namespaces, 'any namespace', 'namespaces')}`;
  return pods === undefined && namespaces === undefined
    ? 'anything'
    : `${selectedText(pods, 'any pod', 'pods')}${where}`;
}

/** As `kubectl` writes selectors. */
function selectedText(selector: Json | undefined, any: string, of: string): string {
  const labels = Object.entries(mapAt(selector, 'matchLabels')).map(([key, value]) => `${key}=${asText(value)}`);
  const expressions = listAt(selector, 'matchExpressions').map((expression) => {
    const [key, operator] = [textAt(expression, 'key'), textAt(expression, 'operator')];
    const values = listAt(expression, 'values').map(asText);
    return `${key} ${OPERATORS[operator] ?? operator}${values.length === 0 ? '' : ` (${values.join(', ')})`}`;
  });
  const said = [...labels, ...expressions];
  return said.length === 0 ? any : `${of} ${said.join(', ')}`;
}

const OPERATORS: Readonly<Record<string, string>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: 'does not exist',
};
