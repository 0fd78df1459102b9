/** Credentials of receivers: files that Alertmanager reads, the Secrets behind them, and the ports of their addresses. */
import type { Outside, Secret } from '../../stack/component.ts';
import { partyAt } from '../../stack/party-at.ts';
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

/** Where Alertmanager connects to, sorted by port: the mail server is known, the address of other receivers may be a secret. */
export function receiversOutside(alerting: Alerting): readonly { readonly to: Outside; readonly port: number }[] {
  const { smtp, watchdog } = alerting;
  const kinds = [alerting, ...alerting.routes].flatMap((set: ReceiverSet) =>
    kindsOf(set).map((kind) => ({ set, kind })),
  );
  const ports = kinds.flatMap(({ set, kind }) => {
    if (kind === 'email') return [];
    return kind === 'webhook' ? [set.webhook?.port ?? 443] : [443];
  });
  const open = new Set([...ports, ...(watchdog === undefined ? [] : [watchdog.port])]);
  return [
    ...[...open].map((port) => ({ to: { outside: 'anywhere' } as const, port })),
    ...(smtp !== undefined && kinds.some(({ kind }) => kind === 'email')
      ? [{ to: partyAt(smtp.host), port: smtp.port }]
      : []),
  ].sort((a, b) => a.port - b.port);
}
