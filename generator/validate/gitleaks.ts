/**
 * Searches for secrets with the rules of the real gitleaks, such as tokens with a known prefix. Only files that people wrote are
 * searched, because generated files follow from them. Neither the environment nor a file or comment of the repository changes the rules.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { isList, isObject } from '../data/json.ts';
import { programFolder } from '../program/program-folder.ts';
import { PROGRAM_MODULES } from './tools.ts';

export interface WrittenText {
  readonly file: string;
  readonly text: string;
}

export interface FoundSecret {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The rule that found it, such as `slack-webhook-url`. */
  readonly rule: string;
}

/** Every secret that was found, in the order of the texts. Throws when gitleaks itself fails. */
export async function findSecrets(binary: string, texts: readonly WrittenText[]): Promise<readonly FoundSecret[]> {
  if (texts.length === 0) return [];
  const report: unknown = JSON.parse(await scan(binary, texts.map((one) => `${one.text}\n`).join('')));
  if (!isList(report)) throw new Error('gitleaks did not write a list');
  const starts = startsOf(texts);
  return report.flatMap((leak) => {
    if (!isObject(leak) || typeof leak.StartLine !== 'number' || typeof leak.RuleID !== 'string') return [];
    const index = starts.findLastIndex((start) => start <= Number(leak.StartLine));
    const [file, start] = [texts[index]?.file, starts[index]];
    return file === undefined || start === undefined
      ? []
      : [{ file, line: leak.StartLine - start + 1, rule: leak.RuleID }];
  });
}

/** The first line of each text in the joined input, from 1. */
function startsOf(texts: readonly WrittenText[]): readonly number[] {
  const starts: number[] = [];
  let line = 1;
  for (const { text: content } of texts) {
    starts.push(line);
    line += content.split('\n').length;
  }
  return starts;
}

const ARGUMENTS = [
  'stdin',
  ...['--report-format', 'json', '--report-path', '-'],
  // A finding is not a failure; the secrets themselves are not printed.
  ...['--exit-code', '0', '--redact', '--no-banner', '--log-level', 'error'],
  ...['--ignore-gitleaks-allow', '--gitleaks-ignore-path', '/dev/null'],
];

async function scan(binary: string, input: string): Promise<string> {
  const config = join(programFolder(), PROGRAM_MODULES, 'gitleaks/gitleaks.toml');
  const child = spawn(binary, [...ARGUMENTS, '--config', config], { env: {}, stdio: 'pipe' });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  // If it ends before it has read everything, standard error has the reason.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [out, errors, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (status !== 0) throw new Error(`gitleaks failed: ${errors || status}`);
  return out;
}
