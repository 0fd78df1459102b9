/** Mistakes as text: a line that editors and terminals can follow, the source line with a caret, and what to do. */
import { type Diagnostic, sortedDiagnostics } from './diagnostic.ts';

export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return sortedDiagnostics(diagnostics).map(renderDiagnostic).join('\n\n');
}

function renderDiagnostic({ code, message, file, line, column, path, hint, sourceLine }: Diagnostic): string {
  const subject = path === '' ? '' : `${path}: `;
  const lines = [`${file}:${line}:${column}: ${subject}${message} [${code}]`];
  if (sourceLine !== undefined && sourceLine.trim() !== '') lines.push(...excerpt(line, column, sourceLine));
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.map(printable).join('\n');
}

/** Input may hold control characters, which a terminal or a log would obey. */
function printable(line: string): string {
  return line.replaceAll(/\p{Cc}/gu, ' ');
}

const WIDTH = 100;

/** A long line is cut around the place, so that the caret stays below it. */
function excerpt(line: number, column: number, sourceLine: string): readonly string[] {
  const start = Math.max(0, column - WIDTH);
  const shown = sourceLine.slice(start, start + WIDTH + 20);
  const margin = `${line} | `;
  return [`  ${margin}${shown}`, `  ${' '.repeat(margin.length + column - 1 - start)}^`];
}
