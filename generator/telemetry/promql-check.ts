/**
 * Walks through PromQL and works out which labels every part of it can have, so that a name that is nowhere, a label that an
 * aggregation has dropped, or the rate of a gauge is found before Prometheus finds nothing.
 */
import type { SyntaxNode } from '@lezer/common';
import { didYouMean } from '../text/did-you-mean.ts';
import type { Catalogue, Series } from './catalogue/catalogue.ts';
import { children, isOperand, PromqlError, parsePromql } from './promql-syntax.ts';

/** Series that an expression selects, sorted, and labels that its result can have. Throws a PromqlError. */
export function checkPromql(
  text: string,
  catalogue: Catalogue,
): { readonly series: readonly string[]; readonly labels: ReadonlySet<string> } {
  const check = new Check(text, catalogue);
  const labels = check.whole();
  return { series: [...check.selected].sort(), labels };
}

type Labels = ReadonlySet<string>;

const NONE: Labels = new Set();

/** Functions that ask how fast something grows: sensible of counters only. The others ask for the slope of a gauge. */
const OF_COUNTERS = new Set(['rate', 'irate', 'increase', 'resets']);
const OF_GAUGES = new Set(['delta', 'idelta', 'deriv', 'predict_linear', 'double_exponential_smoothing']);

/** Functions whose result is a single number, and those whose result has no labels. */
const SCALARS = new Set(['scalar', 'time', 'pi']);
const WITHOUT_LABELS = new Set(['vector', ...SCALARS]);

class Check {
  readonly #text: string;
  readonly #catalogue: Catalogue;
  readonly selected = new Set<string>();

  constructor(text: string, catalogue: Catalogue) {
    this.#text = text;
    this.#catalogue = catalogue;
  }

  /** Labels of the result. */
  whole(): Labels {
    return this.#labels(parsePromql(this.#text));
  }

  /** Labels that the result of a node can have; checks everything below on the way. */
  #labels(node: SyntaxNode): Labels {
    switch (node.name) {
      case 'VectorSelector':
        return this.#selector(node);
      case 'AggregateExpr':
        return this.#aggregation(node);
      case 'BinaryExpr':
        return this.#binary(node);
      case 'FunctionCall':
        return this.#call(node);
      default:
        return union(children(node).map((child) => this.#labels(child)));
    }
  }

  #selector(node: SyntaxNode): Labels {
    const series = this.#series(node);
    for (const matcher of descendants(node, 'UnquotedLabelMatcher')) {
      const name = this.#read(matcher.getChild('LabelName'));
      this.#require(name, series.labels, series.name);
    }
    this.selected.add(series.name);
    return series.labels;
  }

  #series(selector: SyntaxNode): Series {
    const name = this.#read(selector.getChild('Identifier'));
    const series = this.#catalogue.find(name);
    if (name === '') throw this.#error('selects series by labels alone: name the metric');
    if (series === undefined)
      throw this.#error(`unknown metric ${name}${suggestion(name, [...this.#catalogue.names])}`);
    return series;
  }

  #aggregation(node: SyntaxNode): Labels {
    const operands = children(node.getChild('FunctionCallBody'));
    const input = union(operands.map((operand) => this.#labels(operand)));
    const op = node.getChild('AggregateOp')?.firstChild?.name ?? '';
    const modifier = node.getChild('AggregateModifier');
    const grouping = modifier === null ? [] : this.#grouping(modifier);
    for (const label of grouping) this.#require(label, input, `what is aggregated: ${this.#read(node)}`);
    // These choose among series instead of adding them up.
    if (['Topk', 'Bottomk', 'LimitK', 'LimitRatio'].includes(op)) return input;
    const output = modifier?.getChild('Without') ? minus(input, grouping) : new Set(grouping);
    const counted = op === 'CountValues' ? operands.filter(({ name }) => name === 'StringLiteral') : [];
    return union([output, new Set(counted.map((literal) => this.#string(literal)))]);
  }

  #binary(node: SyntaxNode): Labels {
    const [left, right] = children(node).filter(isOperand);
    if (left === undefined || right === undefined) throw this.#error('an operator without two operands');
    const [one, many] = [this.#labels(left), this.#labels(right)];
    if (node.getChild('Or')) return union([one, many]);
    const matching = node.getChild('MatchingModifierClause');
    if (matching === null) return this.#isScalar(left) ? many : one;
    const [on = [], include = []] = matching.getChildren('GroupingLabels').map((group) => this.#names(group));
    for (const label of on) {
      this.#require(label, one, this.#read(left));
      this.#require(label, many, this.#read(right));
    }
    if (matching.getChild('GroupLeft')) return this.#grouped(one, many, right, include);
    if (matching.getChild('GroupRight')) return this.#grouped(many, one, left, include);
    if (node.getChild('And') || node.getChild('Unless')) return one;
    return matching.getChild('On') ? new Set(on) : minus(one, on);
  }

  /** Labels of the side with many series, and those that it takes from the side with one. */
  #grouped(many: Labels, one: Labels, nodeOfOne: SyntaxNode, include: readonly string[]): Labels {
    for (const label of include) this.#require(label, one, this.#read(nodeOfOne));
    return union([many, new Set(include)]);
  }

  #isScalar(node: SyntaxNode): boolean {
    if (node.name === 'FunctionCall') return SCALARS.has(this.#read(node.getChild('FunctionIdentifier')));
    const operands = children(node).filter(isOperand);
    return (
      node.name === 'NumberDurationLiteral' || (operands.length > 0 && operands.every((each) => this.#isScalar(each)))
    );
  }

  #call(node: SyntaxNode): Labels {
    const name = this.#read(node.getChild('FunctionIdentifier'));
    const operands = children(node.getChild('FunctionCallBody'));
    const input = union(operands.map((operand) => this.#labels(operand)));
    this.#kind(name, operands);
    switch (name) {
      case 'histogram_quantile':
        this.#require('le', input, `the buckets of histogram_quantile: ${this.#read(node)}`);
        return minus(input, ['le']);
      case 'label_replace':
      case 'label_join': {
        const [target, ...rest] = operands
          .filter((operand) => operand.name === 'StringLiteral')
          .map((literal) => this.#string(literal));
        const sources = name === 'label_replace' ? rest.slice(1, 2) : rest.slice(1);
        // Of no label at all where the replacement is one text for all.
        for (const source of sources) if (source !== '') this.#require(source, input, this.#read(node));
        return union([input, new Set(target === undefined ? [] : [target])]);
      }
      default:
        return WITHOUT_LABELS.has(name) ? NONE : input;
    }
  }

  /** Refuses the rate of a gauge and the slope of a counter, where a function is given a plain range of a metric. */
  #kind(name: string, operands: readonly SyntaxNode[]): void {
    const range = operands.find((operand) => operand.name === 'MatrixSelector')?.getChild('VectorSelector');
    if (range === undefined || range === null) return;
    const series = this.#series(range);
    if (OF_COUNTERS.has(name) && series.kind === 'gauge')
      throw this.#error(`${name}() of ${series.name}, which is a gauge`);
    if (OF_GAUGES.has(name) && series.kind !== 'gauge')
      throw this.#error(`${name}() of ${series.name}, which is a counter`);
  }

  #grouping(modifier: SyntaxNode): readonly string[] {
    return modifier.getChildren('GroupingLabels').flatMap((group) => this.#names(group));
  }

  #names(group: SyntaxNode): readonly string[] {
    return group.getChildren('LabelName').map((label) => this.#read(label));
  }

  #require(label: string, labels: Labels, where: string): void {
    if (labels.has(label)) return;
    const known = [...labels].sort();
    const has = known.length === 0 ? '; it has no labels' : `${suggestion(label, known)}; it has ${known.join(', ')}`;
    throw this.#error(`unknown label ${label} of ${where}${has}`);
  }

  #read(node: SyntaxNode | null | undefined): string {
    return node ? this.#text.slice(node.from, node.to) : '';
  }

  #string(literal: SyntaxNode): string {
    return this.#read(literal).slice(1, -1);
  }

  #error(message: string): PromqlError {
    return new PromqlError(`${message}\n  in: ${this.#text}`);
  }
}

function suggestion(name: string, known: readonly string[]): string {
  const meant = didYouMean(name, known);
  return meant === undefined ? '' : `; ${meant.replace('?', '')}`;
}

function descendants(node: SyntaxNode, name: string): readonly SyntaxNode[] {
  return children(node).flatMap((child) => [...(child.name === name ? [child] : []), ...descendants(child, name)]);
}

function union(sets: readonly Labels[]): Labels {
  return new Set(sets.flatMap((set) => [...set]));
}

function minus(set: Labels, less: readonly string[]): Labels {
  return new Set([...set].filter((label) => !less.includes(label)));
}
