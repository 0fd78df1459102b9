/**
 * Whether Prometheus takes a text as PromQL: its grammar, and the types that its parser checks after it
 * (prometheus/prometheus:promql/parser/parse.go, checkAST). It knows nothing of metrics and labels.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { RE2JS } from 're2js';
import { FUNCTIONS, type ValueType } from './promql-functions.ts';
import { mistakeInString, stringValue } from './promql-strings.ts';

export class PromqlError extends Error {
  override name = 'PromqlError';
}

/** More than any question takes. What walks through a tree is recursive, and one that is deeper than its stack would end the program. */
const MOST_CHARACTERS = 3000;

/** The root of the tree. Throws a PromqlError that says why Prometheus would refuse the text. */
export function parsePromql(text: string): SyntaxNode {
  if (text.length > MOST_CHARACTERS) throw new PromqlError(`is longer than ${MOST_CHARACTERS} characters`);
  const root = parser.parse(text).topNode;
  const fail: Fail = (message) => {
    throw new PromqlError(`${message}\n  in: ${text}`);
  };
  root.cursor().iterate(({ type, from }) => {
    if (type.isError) fail(`cannot be parsed at «${text.slice(from, from + 20)}»`);
  });
  new Types(text, fail).of(children(root)[0] ?? root);
  return root;
}

/** Why Prometheus would refuse the text; undefined when it takes it, and when it is too long to be looked at. */
export function mistakeInPromql(text: string): string | undefined {
  if (text.length > MOST_CHARACTERS) return undefined;
  try {
    parsePromql(text);
    return undefined;
  } catch (error) {
    if (error instanceof PromqlError) return error.message.split('\n')[0] ?? '';
    throw error;
  }
}

/** The text without its comments, which would swallow whatever is written behind them. Also of what cannot be parsed. */
export function withoutComments(text: string): string {
  // It is refused for its length when it is read.
  if (text.length > MOST_CHARACTERS) return text;
  let kept = '';
  let end = 0;
  parser.parse(text).iterate({
    enter: ({ name, from, to }) => {
      if (name !== 'LineComment') return;
      kept += text.slice(end, from);
      end = to;
    },
  });
  return (kept + text.slice(end)).trim();
}

/** Named parts of a node; comments are none. */
export function children(node: SyntaxNode | null): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling)
    if (child.name !== 'LineComment') found.push(child);
  return found;
}

const OPERANDS: ReadonlySet<string> = new Set([
  'AggregateExpr',
  'AnchoredExpr',
  'BinaryExpr',
  'FunctionCall',
  'MatrixSelector',
  'NumberDurationLiteral',
  'OffsetExpr',
  'ParenExpr',
  'SmoothedExpr',
  'StepInvariantExpr',
  'StringLiteral',
  'SubqueryExpr',
  'UnaryExpr',
  'VectorSelector',
]);

/** Whether a node is an expression by itself, and no operator, modifier or name. */
export function isOperand({ name }: SyntaxNode): boolean {
  return OPERANDS.has(name);
}

/** What our texts call the types, in Prometheus' own words. */
const NAMES: Readonly<Record<ValueType, string>> = {
  matrix: 'range vector',
  scalar: 'scalar',
  string: 'string',
  vector: 'instant vector',
};

const COMPARISONS = ['Eql', 'Neq', 'Gtr', 'Lss', 'Gte', 'Lte'] as const;
const SETS = ['And', 'Or', 'Unless'] as const;

/** Aggregations that take one more argument, in front. */
const PARAMETERS: Readonly<Record<string, ValueType>> = {
  Bottomk: 'scalar',
  CountValues: 'string',
  LimitK: 'scalar',
  LimitRatio: 'scalar',
  Quantile: 'scalar',
  Topk: 'scalar',
};

type Fail = (message: string) => never;

class Types {
  readonly #text: string;
  readonly #fail: Fail;

  constructor(text: string, fail: Fail) {
    this.#text = text;
    this.#fail = fail;
  }

  of(node: SyntaxNode): ValueType {
    const [first, ...more] = children(node).filter(isOperand);
    switch (node.name) {
      case 'NumberDurationLiteral':
        return 'scalar';
      case 'StringLiteral':
        this.#string(node);
        return 'string';
      case 'VectorSelector':
        this.#selector(node);
        return 'vector';
      case 'MatrixSelector':
        if (first?.name !== 'VectorSelector') this.#fail(`${this.#read(first)} has a range, but is no selector`);
        this.#range(node);
        this.of(first ?? node);
        return 'matrix';
      case 'SubqueryExpr':
        this.#range(node);
        if (first !== undefined && LOOSE.has(first.name))
          this.#fail(`${this.#read(first)} has a range, but stands in no parentheses`);
        this.#expect(first, ['vector'], 'a subquery');
        return 'matrix';
      case 'FunctionCall':
        return this.#call(node);
      case 'AggregateExpr':
        return this.#aggregation(node);
      case 'BinaryExpr':
        return this.#binary(node, first, more[0]);
      case 'UnaryExpr':
        return this.#expect(first, ['scalar', 'vector'], 'a sign');
      case 'OffsetExpr':
      case 'StepInvariantExpr':
        if (!this.#isMovable(node, first)) this.#fail(`${this.#read(node)} moves in time what is no selector`);
        return this.of(first ?? node);
      default:
        return first === undefined ? this.#fail(`${this.#read(node)} is no expression`) : this.of(first);
    }
  }

  /** The last of several operands is what is moved, and offset moves it once. */
  #isMovable({ name }: SyntaxNode, moved: SyntaxNode | undefined): boolean {
    if (moved === undefined || UNMOVED.has(moved.name)) return false;
    if (LOOSE.has(moved.name)) return this.#isMovable(moved, children(moved).filter(isOperand).at(-1));
    return !(name === 'OffsetExpr' && moved.name === 'OffsetExpr');
  }

  #expect(node: SyntaxNode | undefined, wanted: readonly ValueType[], where: string): ValueType {
    if (node === undefined) return this.#fail(`${where} has nothing to work on`);
    const type = this.of(node);
    if (wanted.includes(type)) return type;
    return this.#fail(
      `${where} wants ${wanted.map((each) => NAMES[each]).join(' or ')}, but ${this.#read(node)} is ${NAMES[type]}`,
    );
  }

  #call(node: SyntaxNode): ValueType {
    const name = this.#read(node.getChild('FunctionIdentifier'));
    const operands = children(node.getChild('FunctionCallBody')).filter(isOperand);
    const known = FUNCTIONS[name];
    if (known === undefined) return this.#fail(`there is no function ${name}`);
    const { takes, optional = 0, returns } = known;
    const [least, most] = [takes.length - Math.min(optional, 1), takes.length + Math.max(0, optional - 1)];
    if (operands.length < least || operands.length > most)
      this.#fail(`${name}() takes ${least === most ? least : `${least} to ${most}`} arguments, not ${operands.length}`);
    for (const [index, operand] of operands.entries()) {
      const wanted = takes[Math.min(index, takes.length - 1)];
      // The second argument of info selects by labels alone, of whatever metric.
      if (wanted !== undefined && !(name === 'info' && index === 1)) this.#expect(operand, [wanted], `${name}()`);
    }
    return returns;
  }

  #aggregation(node: SyntaxNode): ValueType {
    const operator = node.getChild('AggregateOp');
    const operands = children(node.getChild('FunctionCallBody')).filter(isOperand);
    const parameter = PARAMETERS[operator?.firstChild?.name ?? ''];
    const wanted: readonly ValueType[] = parameter === undefined ? ['vector'] : [parameter, 'vector'];
    const name = this.#read(operator);
    if (operands.length !== wanted.length)
      this.#fail(`${name}() takes ${wanted.length} arguments, not ${operands.length}`);
    for (const [index, type] of wanted.entries()) this.#expect(operands[index], [type], `${name}()`);
    return 'vector';
  }

  #binary(node: SyntaxNode, left: SyntaxNode | undefined, right: SyntaxNode | undefined): ValueType {
    const sides = [left, right].map((side) => this.#expect(side, ['scalar', 'vector'], 'an operator'));
    const isScalar = sides.every((side) => side === 'scalar');
    const compares = COMPARISONS.some((name) => node.getChild(name));
    const isBool = node.getChild('BoolModifier') !== null;
    const combines = SETS.some((name) => node.getChild(name));
    const matching = node.getChild('MatchingModifierClause');
    if (isBool && !compares) this.#fail('bool belongs to comparisons only');
    if (compares && isScalar && !isBool) this.#fail('a comparison of two numbers needs bool');
    if (combines && sides.includes('scalar')) this.#fail('and, or and unless take no numbers');
    if (matching !== null && sides.includes('scalar')) this.#fail('labels of a number cannot be matched');
    if (combines && (matching?.getChild('GroupLeft') || matching?.getChild('GroupRight')))
      this.#fail('and, or and unless take no group_left or group_right');
    return isScalar ? 'scalar' : 'vector';
  }

  /** Prometheus refuses what would select every series. */
  #selector(node: SyntaxNode): void {
    const matchers = node.getChild('LabelMatchers');
    const inner = children(matchers);
    const selects = inner.map((matcher) => this.#matcher(matcher));
    if (node.getChild('Identifier') === null && !selects.includes(true))
      this.#fail(`${this.#read(node)} selects every series there is`);
  }

  /** Whether it rules out series without the label. */
  #matcher(matcher: SyntaxNode): boolean {
    const literal = matcher.name === 'QuotedLabelName' ? matcher : matcher.getChild('StringLiteral');
    const operator = this.#read(matcher.getChild('MatchOp'));
    const value = literal === null ? '' : this.#string(literal);
    if (!operator.includes('~')) return operator === '!=' ? value === '' : value !== '';
    const matches = asPattern(value)?.matches('') ?? this.#fail(`${this.#read(literal)} is no regular expression`);
    return operator === '!~' ? matches : !matches;
  }

  #range(node: SyntaxNode): void {
    const range = node.getChild('DurationExpr');
    if (/^[0.]+(?:ms|[smhdwy])?$/.test(this.#read(range))) this.#fail('has a range of no time at all');
  }

  #string(literal: SyntaxNode): string {
    const text = this.#read(literal);
    const mistake = mistakeInString(text);
    return mistake === undefined ? stringValue(text) : this.#fail(`${text} ${mistake}`);
  }

  #read(node: SyntaxNode | null | undefined): string {
    return node ? this.#text.slice(node.from, node.to) : '';
  }
}

/** To this grammar a range or an offset at the end belongs to the whole of these, to Prometheus to their last operand. */
const LOOSE: ReadonlySet<string> = new Set(['BinaryExpr', 'UnaryExpr']);

/** What cannot be asked about another time. */
const UNMOVED: ReadonlySet<string> = new Set([
  'AggregateExpr',
  'FunctionCall',
  'NumberDurationLiteral',
  'ParenExpr',
  'StringLiteral',
]);

/** As Prometheus compiles it: Go's syntax, for the whole of a text, in time that grows with its length. Undefined when it is none. */
function asPattern(text: string): RE2JS | undefined {
  try {
    return RE2JS.compile(text, RE2JS.DOTALL);
  } catch {
    return undefined;
  }
}
