/** Credentials of receivers: files that Alertmanager reads, the Secrets behind them, and the ports of their addresses. */
import type { Secret } from '../../stack/component.ts';
import { CREDENTIALS, type CredentialKind, kindsOf, RECEIVERS_SECRET, type ReceiverSet } from './receivers.ts';
import type { Alerting } from './settings.ts';

/** The operator mounts each of `alertmanagerSpec.secrets` there. */
export function fileOf(kind: CredentialKind, secretName: string | undefined): string {
  return `/etc/alertmanager/secrets/${secretName ?? RECEIVERS_SECRET}/${CREDENTIALS[kind].key}`;
}

interface UsedCredential {
  readonly kind: CredentialKind;
  readonly secretName: string | undefined;
}

function usedCredentials(alerting: Alerting): readonly UsedCredential[] {
  const sets: readonly ReceiverSet[] = [alerting, ...alerting.routes];
  const ofSets = sets.flatMap((set) =>
    kindsOf(set).flatMap((kind): readonly UsedCredential[] =>
      kind === 'email' ? [] : [{ kind, secretName: set[kind]?.secretName ?? alerting[kind]?.secretName }],
    ),
  );
  const { smtp, watchdog } = alerting;
  return [
    ...ofSets,
    ...(smtp?.username === undefined || !sets.some(({ email }) => email !== undefined)
      ? []
      : [{ kind: 'smtp' as const, secretName: smtp.secretName }]),
    ...(watchdog === undefined ? [] : [{ kind: 'watchdog' as const, secretName: watchdog.secretName }]),
  ];
}

/** Names of the Secrets that Alertmanager must have mounted, sorted. */
export function mountedSecrets(alerting: Alerting): readonly string[] {
  return [...new Set(usedCredentials(alerting).map(({ secretName }) => secretName ?? RECEIVERS_SECRET))].sort();
}

/** The Secret that the secrets provider must provide; none if every receiver has its own. */
export function receiversSecret(alerting: Alerting): readonly Secret[] {
  const kinds = usedCredentials(alerting)
    .filter(({ secretName }) => secretName === undefined)
    .map(({ kind }) => kind)
    .sort();
  if (kinds.length === 0) return [];
  const keys = Object.fromEntries(
    kinds.map((kind) => [
      CREDENTIALS[kind].key,
      { given: CREDENTIALS[kind].what, setting: ['alerting', kind, 'secretName'] },
    ]),
  );
  return [{ name: RECEIVERS_SECRET, purpose: 'credentials of the receivers of alerts', keys }];
}

/** Ports that Alertmanager connects to, sorted. */
export function outgoingPorts(alerting: Alerting): readonly number[] {
  const sets: readonly ReceiverSet[] = [alerting, ...alerting.routes];
  const ports = sets.flatMap((set) =>
    kindsOf(set).map((kind) => {
      if (kind === 'email') return alerting.smtp?.port ?? 0;
      return kind === 'webhook' ? (set.webhook?.port ?? 443) : 443;
    }),
  );
  return [...new Set([...ports, ...(alerting.watchdog === undefined ? [] : [alerting.watchdog.port])])].sort(
    (a, b) => a - b,
  );
}
