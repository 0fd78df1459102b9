/** Roles in Grafana by the groups of a user, as a JMESPath expression (https://jmespath.org/specification.html). */
import type { Oidc } from './settings.ts';

const ROLES = [
  ['admin', 'Admin'],
  ['editor', 'Editor'],
  ['viewer', 'Viewer'],
] as const;

/** Empty where administrators give the roles. */
export function roleAttributePath({ groupsClaim, roles }: Pick<Oidc, 'groupsClaim' | 'roles'>): string {
  if (roles === undefined || groupsClaim === undefined) return '';
  // Of a claim that is missing or one text, `[*]` is null: in a text, `contains` would look for a part of it.
  const groups = `not_null(${identifier(groupsClaim)}[*], '')`;
  const members = ROLES.flatMap(([role, name]) =>
    (roles[role] ?? []).map((group) => `contains(${groups}, '${group}') && '${name}'`),
  );
  return [...members, ...(isStrict({ roles }) ? [] : [`'Viewer'`])].join(' || ');
}

/** Whether who is in no group is refused. */
export function isStrict({ roles }: Pick<Oidc, 'roles'>): boolean {
  return roles?.viewer !== undefined;
}

/** Claims with a URL as their name contain dots, too. */
function identifier(claim: string): string {
  const names = /[:/]/.test(claim) ? [claim] : claim.split('.');
  return names.map((name) => (/^[A-Za-z_]\w*$/.test(name) ? name : `"${name}"`)).join('.');
}
