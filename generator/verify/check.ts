/** What a check is: a question to a cluster that works or does not, with what to do about it. */
import type { World } from './world.ts';

/** In the order in which they are told. `docs/commands/verify.md` says what each one does. */
export const CHECK_NAMES = [
  'trace-arrives',
  'metric-arrives',
  'backups-are-recent',
  'dashboards-load',
  'flows-are-open',
  'certificate-is-valid',
  'sign-in-page-opens',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

/** `skipped`: it applies to the cluster, and something that only the user has is missing. */
export const OUTCOMES = ['passed', 'failed', 'skipped'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What a check has found, in one line, and what to do about it unless it has passed. */
export type Finding =
  | { readonly outcome: 'passed'; readonly said: string }
  | { readonly outcome: 'failed' | 'skipped'; readonly said: string; readonly remedy: string };

export interface Check {
  readonly name: CheckName;
  /** What it is about, such as a host name. No two checks of a cluster have the same name and subject. */
  readonly subject: string;
  /** May throw Unreachable, which is a failure; `remedy` is what to do then. */
  run(world: World): Promise<Finding>;
  readonly remedy: string;
}

export type Result = Finding & {
  readonly name: CheckName;
  readonly subject: string;
  /** How long it took. */
  readonly seconds: number;
};

export function passed(said: string): Finding {
  return { outcome: 'passed', said };
}

export function failed(said: string, remedy: string): Finding {
  return { outcome: 'failed', said, remedy };
}

export function skipped(said: string, remedy: string): Finding {
  return { outcome: 'skipped', said, remedy };
}
