/** Texts that a regular expression of a label matcher takes: every alternative of it, with as little as possible in place of the rest. */

/** Of patterns as queries have them: alternatives, groups, `.*`, `.+`, `.`, classes of characters, `\d` and escapes. */
export function exampleTexts(pattern: string): readonly string[] {
  const reader = new Reader(pattern.replace(/^\(\?i\)/, ''));
  return [...new Set(reader.alternatives())];
}

class Reader {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  alternatives(): readonly string[] {
    const found = [...this.#sequence()];
    while (this.#peek() === '|') {
      this.#at += 1;
      found.push(...this.#sequence());
    }
    return found;
  }

  #sequence(): readonly string[] {
    let texts: readonly string[] = [''];
    for (let next = this.#peek(); next !== '' && next !== '|' && next !== ')'; next = this.#peek()) {
      const pieces = this.#repeated(this.#atom());
      texts = texts.flatMap((text) => pieces.map((piece) => text + piece));
    }
    return texts;
  }

  #atom(): readonly string[] {
    const next = this.#peek();
    this.#at += 1;
    if (next === '(') {
      if (this.#pattern.startsWith('?:', this.#at)) this.#at += 2;
      const inside = this.alternatives();
      this.#at += 1;
      return inside;
    }
    if (next === '[') {
      const end = this.#pattern.indexOf(']', this.#at);
      const first = this.#pattern.charAt(this.#at);
      this.#at = end + 1;
      return [first];
    }
    if (next === '.') return ['0'];
    if (next !== '\\') return [next];
    const escaped = this.#peek();
    this.#at += 1;
    return [escaped === 'd' ? '0' : escaped];
  }

  /** `.*` of a name of a pod is `0`: the shortest text that looks like one. */
  #repeated(pieces: readonly string[]): readonly string[] {
    const sign = this.#peek();
    if (sign !== '*' && sign !== '+' && sign !== '?') return pieces;
    this.#at += 1;
    return pieces;
  }

  #peek(): string {
    return this.#pattern.charAt(this.#at);
  }
}
