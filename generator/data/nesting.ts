/** Measures the nesting of a YAML text by its tokens. The parser is recursive, so untrusted text is checked first. */
import { CST, Lexer } from 'yaml';

/** No fleet needs more levels, and more could keep the parser busy for a long time. */
export const MAX_DEPTH = 64;

/** Line, from 1, at which the text is nested more than `max` levels deep; undefined when it never is. Linear in its length. */
export function lineNestedDeeperThan(max: number, text: string): number | undefined {
  if ((text.match(OPENING)?.length ?? 0) <= max) return undefined;
  const depth = new Depth();
  for (const token of new Lexer().lex(text)) {
    depth.read(token);
    if (depth.levels > max) return depth.line;
  }
  return undefined;
}

/** Each level has at least one of these; most texts have so few that their tokens need no check. */
const OPENING = /[[{?:-]/g;

/** Marks that the lexer inserts; they are not part of the text. */
const MARKS: ReadonlySet<string> = new Set(['doc-mode', 'scalar', 'flow-error-end']);
/** Tokens that begin a level of a block; several may be on one line. In a flow collection only brackets begin a level. */
const DEEPENING: ReadonlySet<string> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);
/** What does not begin a level. */
const BLANK: ReadonlySet<string> = new Set([...MARKS, 'space', 'newline', 'comment']);

/** A block level lasts until a line that is indented no more than the one that opened it; a flow level until its bracket. */
class Depth {
  readonly #open: { readonly indent: number; levels: number }[] = [];
  #flow = 0;
  #block = 0;
  #column = 0;
  #fresh = true;
  line = 1;

  get levels(): number {
    return this.#flow + this.#block;
  }

  read(token: string): void {
    const type = CST.tokenType(token);
    if (this.#fresh && type !== null && !BLANK.has(type)) this.#startLine();
    if (type === 'flow-map-start' || type === 'flow-seq-start') this.#flow += 1;
    if (type === 'flow-map-end' || type === 'flow-seq-end') this.#flow = Math.max(0, this.#flow - 1);
    if (this.#flow === 0 && type !== null && DEEPENING.has(type)) this.#deepen();
    if (type !== null && !MARKS.has(type)) this.#move(token);
  }

  #startLine(): void {
    this.#fresh = false;
    for (let top = this.#open.at(-1); top !== undefined && top.indent >= this.#column; top = this.#open.at(-1)) {
      this.#block -= top.levels;
      this.#open.pop();
    }
    this.#open.push({ indent: this.#column, levels: 0 });
  }

  #deepen(): void {
    const top = this.#open.at(-1);
    if (top === undefined) return;
    top.levels += 1;
    this.#block += 1;
  }

  /** Scalars may span lines; a new line begins after the last of them. */
  #move(token: string): void {
    const lastBreak = token.lastIndexOf('\n');
    if (lastBreak < 0) {
      this.#column += token.length;
      return;
    }
    for (let at = token.indexOf('\n'); at >= 0; at = token.indexOf('\n', at + 1)) this.line += 1;
    this.#column = token.length - lastBreak - 1;
    this.#fresh = true;
  }
}
