/** What the placeholders of a plan stand for, in a sentence. */
import type { OwnName } from '../difference/placeholders.ts';
import type { Plan } from '../plan.ts';

const NAMES: Readonly<Record<OwnName, string>> = { cluster: 'name', domain: 'domain', environment: 'environment' };

/** Undefined where the plan has none. `as` marks a placeholder. */
export function legend(
  { components, dangers, hub }: Pick<Plan, 'components' | 'dangers' | 'hub'>,
  as: (text: string) => string = (text) => text,
): string | undefined {
  const all = [...components, ...dangers, ...hub].flatMap(({ placeholders = [] }) => placeholders);
  const names = new Map(all.map(({ text, of }) => [text, NAMES[of]]));
  const order = Object.values(NAMES);
  const said = [...names].sort(([, a], [, b]) => order.indexOf(a) - order.indexOf(b));
  return said.length === 0
    ? undefined
    : said
        .map(([text, name], index) =>
          index === 0 ? `${as(text)} is the ${name} of each cluster` : `${as(text)} its ${name}`,
        )
        .join(', ');
}
