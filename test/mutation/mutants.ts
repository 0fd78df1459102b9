/** The small mistakes that somebody could make in a source file, each in one place. */
import { parseAst } from 'vitest/node';

export interface Mutant {
  /** Offsets of what is replaced. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** In words, such as `=== becomes !==`. */
  readonly what: string;
}

/** A node of the syntax tree, in ESTree's words. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** All mutants of a TypeScript source, in the order of their places. */
export function mutantsOf(source: string): readonly Mutant[] {
  const found: Mutant[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (!isNode(value) || isPassedOver(value)) return;
    found.push(...(RULES[value.type]?.(value, source) ?? []));
    for (const [field, child] of Object.entries(value)) if (!isName(value, field)) visit(child);
  };
  visit(parseAst(source, { lang: 'ts' }).body);
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

export function mutate(source: string, { start, end, text }: Mutant): string {
  return source.slice(0, start) + text + source.slice(end);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value;
}

/** Wrappers of a value, among nodes that are types alone. */
const VALUES_WITH_TYPES = /^TS(As|Satisfies|NonNull)Expression$/;

/** What is no behaviour: types, imports, the words of a bug report, and the descriptions that editors show. */
function isPassedOver(node: Node): boolean {
  if (node.type.startsWith('TS')) return !VALUES_WITH_TYPES.test(node.type);
  if (node.type === 'ImportDeclaration' || node.type.startsWith('ExportAll')) return true;
  if (node.type === 'NewExpression') return isNode(node.callee) && String(node.callee.name).endsWith('Error');
  return node.type === 'CallExpression' && methodOf(node) === 'describe';
}

/** A key that is written as a word is no value. */
function isName(node: Node, field: string): boolean {
  return field === 'key' && node.computed !== true;
}

const OPERATORS: Readonly<Record<string, string>> = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '+': '-',
  '-': '+',
  '*': '/',
  '&&': '||',
  '||': '&&',
};

const METHODS: Readonly<Record<string, string>> = {
  every: 'some',
  some: 'every',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
};

/** What a list is without them: longer, or in another order. */
const WITHOUT: ReadonlySet<string> = new Set(['filter', 'sort', 'slice', 'reverse', 'trim']);

type Rule = (node: Node, source: string) => readonly Mutant[];

const swapOperator: Rule = ({ left, right, operator }, source) => {
  const other = OPERATORS[String(operator)];
  if (other === undefined || !isNode(left) || !isNode(right)) return [];
  const start = left.end + source.slice(left.end, right.start).indexOf(String(operator));
  const end = start + String(operator).length;
  return [{ start, end, text: other, what: `${operator} becomes ${other}` }];
};

const removeFallback: Rule = (node, source) =>
  isNode(node.left) && node.operator === '??'
    ? [replace(node, source.slice(node.left.start, node.left.end), 'the fallback is gone')]
    : swapOperator(node, source);

const negateTest: Rule = ({ test }, source) =>
  isNode(test) ? [replace(test, `!(${source.slice(test.start, test.end)})`, 'the condition is the opposite')] : [];

const removeStatement: Rule = (node) => [replace(node, ';', 'the statement is gone')];

/** Members of a literal: each is taken away with its comma. */
const removeMembers =
  (field: string): Rule =>
  (node, source) => {
    const members = Array.isArray(node[field]) ? node[field].filter(isNode) : [];
    return members.map((member, index) => {
      const [before, after] = [members[index - 1], members[index + 1]];
      const what = field === 'properties' ? 'the property is gone' : 'the element is gone';
      if (after !== undefined) return { start: member.start, end: after.start, text: '', what };
      const comma = /^\s*,/.exec(source.slice(member.end))?.[0] ?? '';
      return { start: before?.end ?? member.start, end: member.end + comma.length, text: '', what };
    });
  };

const changeCall: Rule = (node, source) => {
  const { callee } = node;
  const method = methodOf(node);
  if (method === undefined || !isNode(callee) || !isNode(callee.object) || !isNode(callee.property)) return [];
  const other = METHODS[method];
  if (other !== undefined) return [replace(callee.property, other, `${method} becomes ${other}`)];
  const object = source.slice(callee.object.start, callee.object.end);
  return WITHOUT.has(method) ? [replace(node, object, `${method} is gone`)] : [];
};

const changeLiteral: Rule = (node) => {
  const { value } = node;
  if (typeof value === 'boolean') return [replace(node, String(!value), `${value} becomes ${!value}`)];
  if (typeof value === 'number') return [replace(node, String(value + 1), `${value} becomes ${value + 1}`)];
  if (typeof value !== 'string') return [];
  return [replace(node, value === '' ? "'mutant'" : "''", value === '' ? 'the text is another' : 'the text is empty')];
};

const RULES: Readonly<Record<string, Rule>> = {
  ArrayExpression: removeMembers('elements'),
  BinaryExpression: swapOperator,
  CallExpression: changeCall,
  ConditionalExpression: negateTest,
  ExpressionStatement: removeStatement,
  IfStatement: negateTest,
  Literal: changeLiteral,
  LogicalExpression: removeFallback,
  ObjectExpression: removeMembers('properties'),
  TemplateLiteral: (node) => [replace(node, "''", 'the text is empty')],
  ThrowStatement: removeStatement,
  WhileStatement: negateTest,
};

function replace({ start, end }: Node, text: string, what: string): Mutant {
  return { start, end, text, what };
}

/** The name of the method that is called; undefined when a function is. */
function methodOf({ callee }: Node): string | undefined {
  return isNode(callee) && callee.type === 'MemberExpression' && isNode(callee.property)
    ? String(callee.property.name)
    : undefined;
}
