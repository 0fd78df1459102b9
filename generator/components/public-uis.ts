/** The UIs that people open by a public host name. */
import type { Stack } from '../stack/component.ts';
import { startsLater } from '../stack/standby.ts';
import { asksForCertificate, gateway, isExposed } from './gateway/handle.ts';
import { grafana } from './grafana/handle.ts';
import { issuers } from './issuers/handle.ts';
import { langfuse } from './langfuse/handle.ts';
import { hasPublicUi, openlit } from './openlit/handle.ts';

/** `open` answers without a sign-in, and is cheap; `signIn` is the page where people sign in. */
const UIS = [
  { ui: langfuse, open: '/auth/sign-in', signIn: '/auth/sign-in' },
  { ui: grafana, open: '/api/health', signIn: '/login' },
  { ui: openlit, open: '/login', signIn: '/login' },
] as const;

export type PublicUi = (typeof UIS)[number];

/** Those of a level that have pods and a host name. */
export function publicUis(stack: Stack): readonly PublicUi[] {
  if (!isExposed(stack.of(gateway))) return [];
  return UIS.filter(
    ({ ui }) => stack.deploys(ui) && !startsLater(ui, stack) && (ui !== openlit || hasPublicUi(stack.of(openlit))),
  );
}

/** Whether their certificate is of an authority of the cluster's own, which nobody outside trusts. */
export function hasOwnAuthority(stack: Stack): boolean {
  return asksForCertificate(stack.of(gateway)) && stack.of(issuers).kind === 'self-signed';
}
