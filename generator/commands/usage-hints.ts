/** Suggestions for unknown commands and options. The suggestions of Commander are often far off. */
import type { Command } from 'commander';
import { didYouMean } from '../text/did-you-mean.ts';

/** The error of Commander, with a hint where there is one. */
export function withUsageHint(text: string, program: Command): string {
  const hint = hintFor(text, program);
  return hint === undefined ? text : `${text.trimEnd()}\n  hint: ${hint}`;
}

function hintFor(text: string, program: Command): string | undefined {
  const [, kind, word = ''] = /^error: unknown (command|option) '([^']*)'/.exec(text) ?? [];
  if (kind === 'option') {
    const owners = commandsWith(word, program);
    return owners.length === 0 ? didYouMean(word, optionsOf(program)) : `it is an option of ${owners.join(', ')}`;
  }
  if (kind !== 'command') return undefined;
  const names = program.commands.map((command) => command.name());
  return didYouMean(word, [...names, ...program.commands.flatMap(subcommands)]) ?? `commands are ${names.join(', ')}`;
}

function subcommands(command: Command): readonly string[] {
  return command.commands.map((inner) => inner.name());
}

/** Names of the commands that have an option, as people write them. */
function commandsWith(option: string, command: Command, names: readonly string[] = []): readonly string[] {
  const own = command.options.some(({ long }) => long === option) ? [names.join(' ')] : [];
  return [...own, ...command.commands.flatMap((inner) => commandsWith(option, inner, [...names, inner.name()]))];
}

function optionsOf(command: Command): readonly string[] {
  const own = command.options.flatMap(({ long }) => (typeof long === 'string' ? [long] : []));
  return [...own, ...command.commands.flatMap(optionsOf)];
}
