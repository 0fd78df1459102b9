import { didYouMean, namesIn } from '../text/did-you-mean.ts';

/** The message for an unknown name, with a suggestion. */
export function unknownName(what: string, name: string, names: readonly string[], plural = `${what}s`): string {
  return `unknown ${what} ${name}\n  hint: ${didYouMean(name, names) ?? namesIn(plural, names)}`;
}
