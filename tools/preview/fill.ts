/** A query of a dashboard as Grafana sends it: with what is chosen in place of the variables. */
import type { Dashboard } from './dashboard.ts';

/** Text for each variable. */
export type Chosen = Readonly<Record<string, string>>;

/** What is chosen when the dashboard is opened: everything, or the one value that a variable begins with. */
export function firstChoice({ templating }: Dashboard): Chosen {
  return Object.fromEntries(
    templating.list.map(({ name, current }) => {
      const value = current?.value;
      return [name, typeof value === 'string' && value !== '$__all' ? value : '.*'];
    }),
  );
}

/** `seconds` are those of the range, `step` those between two points of it. */
export function fill(expression: string, chosen: Chosen, seconds: number, step: number): string {
  const own: Chosen = {
    // Four scrapes, or one more than lies between two points: as Grafana's data source counts it for an interval of a minute.
    __rate_interval: `${Math.max(step + 60, 240)}s`,
    __interval: `${step}s`,
    __range: `${seconds}s`,
  };
  return expression.replaceAll(
    /\$\{?([A-Za-z_]\w*)(?::\w+)?\}?/g,
    (_, name: string) => own[name] ?? chosen[name] ?? '.*',
  );
}
