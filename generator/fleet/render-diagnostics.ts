/** Mistakes as text: a line that editors and terminals can follow, the source line with a caret, and what to do. */
import { printableLine } from '../text/terminal.ts';
import { type Diagnostic, sortedDiagnostics } from './diagnostic.ts';

export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return rendered(diagnostics, '');
}

/** The same for warnings, which do not stop a command. */
export function renderWarnings(warnings: readonly Diagnostic[]): string {
  return rendered(warnings, 'warning: ');
}

function rendered(diagnostics: readonly Diagnostic[], prefix: string): string {
  return sortedDiagnostics(diagnostics)
    .map((diagnostic) => renderDiagnostic(diagnostic, prefix))
    .join('\n\n');
}

function renderDiagnostic(diagnostic: Diagnostic, prefix: string): string {
  const { code, message, file, line, column, path, hint, sourceLine, sourceStart = 0 } = diagnostic;
  const subject = path === '' ? '' : `${path}: `;
  const lines = [`${file}:${line}:${column}: ${prefix}${subject}${message} [${code}]`];
  if (sourceLine !== undefined && sourceLine.trim() !== '')
    lines.push(...excerpt(line, column - sourceStart, sourceLine));
  if (hint !== undefined) lines.push(`  hint: ${hint}`);
  return lines.map(printableLine).join('\n');
}

/** `column` is that of the place in the part of the line that is shown. */
function excerpt(line: number, column: number, sourceLine: string): readonly string[] {
  const margin = `${line} | `;
  return [`  ${margin}${sourceLine}`, `  ${' '.repeat(margin.length + column - 1)}^`];
}
