/** What an expression reads: its selectors, the labels that it names, and how far back it looks. */
import type { SyntaxNode } from '@lezer/common';
import { stringValue } from '../../generator/telemetry/promql-strings.ts';
import { children, parsePromql } from '../../generator/telemetry/promql-syntax.ts';
import { secondsOf } from '../preview/duration.ts';

export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

export interface Selector {
  readonly series: string;
  readonly matchers: readonly Matcher[];
}

export interface Reading {
  readonly selectors: readonly Selector[];
  /** Labels that it groups by, matches or joins on. */
  readonly labels: ReadonlySet<string>;
  /** Every text in quotes: a label that `label_replace` reads is one of them. */
  readonly texts: ReadonlySet<string>;
  /** Seconds before the moment that it is asked about. */
  readonly reach: number;
}

/** Throws a PromqlError for what is no PromQL; Grafana's variables must be filled in. */
export function readingOf(expression: string): Reading {
  const root = parsePromql(expression);
  const read = ({ from, to }: SyntaxNode): string => expression.slice(from, to);
  const named = (name: string): readonly string[] => descendants(root, name).map(read);
  const selectors = descendants(root, 'VectorSelector').map((node) => ({
    series: read(node.getChild('Identifier') ?? node),
    matchers: descendants(node, 'UnquotedLabelMatcher').map((each) => matcherOf(each, read)),
  }));
  return {
    selectors,
    labels: new Set(named('LabelName')),
    texts: new Set(named('StringLiteral').map(stringValue)),
    reach: longest(expression, /\[(\d+[smhdw])/g) + longest(expression, /\boffset (\d+[smhdw])/g),
  };
}

function matcherOf(node: SyntaxNode, read: (node: SyntaxNode) => string): Matcher {
  const [label, operator, value] = children(node);
  if (label === undefined || operator === undefined || value === undefined)
    throw new Error(`no matcher: ${read(node)}`);
  const written = read(operator);
  return {
    label: read(label),
    operator: written === '!=' || written === '=~' || written === '!~' ? written : '=',
    value: stringValue(read(value)),
  };
}

function longest(expression: string, durations: RegExp): number {
  return Math.max(0, ...[...expression.matchAll(durations)].map(([, text = '']) => secondsOf(text)));
}

function descendants(node: SyntaxNode, name: string): readonly SyntaxNode[] {
  return children(node).flatMap((child) => [...(child.name === name ? [child] : []), ...descendants(child, name)]);
}

/** As Prometheus does: a pattern is about the whole value, and a label that is missing is empty. */
export function matches({ operator, value }: Matcher, found: string): boolean {
  if (operator === '=' || operator === '!=') return (found === value) === (operator === '=');
  return patternOf(value).test(found) === (operator === '=~');
}

const patterns = new Map<string, RegExp>();

function patternOf(value: string): RegExp {
  const known = patterns.get(value);
  if (known !== undefined) return known;
  // JavaScript has no flags inside of a pattern.
  const insensitive = value.startsWith('(?i)');
  const made = new RegExp(`^(?:${insensitive ? value.slice(4) : value})$`, insensitive ? 'is' : 's');
  patterns.set(value, made);
  return made;
}
