import { didYouMean, namesIn } from '../text/did-you-mean.ts';

/** That something has no such name, and which it may have been. */
export function unknownName(what: string, name: string, names: readonly string[]): string {
  return `unknown ${what} ${name}\n  hint: ${didYouMean(name, names) ?? namesIn(`${what}s`, names)}`;
}
