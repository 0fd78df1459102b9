/** The configuration of Alertmanager for each kind of receiver. */
import type { JsonObject } from '../../data/json.ts';
import { fileOf } from './credentials.ts';
import { DASHBOARD, HTML, RUNBOOK, TEXT, TITLE } from './messages.ts';
import { kindsOf, OPSGENIE_APIS, type ReceiverKind, type ReceiverSet } from './receivers.ts';
import type { Alerting } from './settings.ts';

/** Name of a receiver of a route, or of the one outside routes (`''`). */
export function receiverName(route: string, kind: ReceiverKind): string {
  return route === '' ? kind : `${route}-${kind}`;
}

/** The receivers of a set. */
export function receiversOf(route: string, set: ReceiverSet, alerting: Alerting): readonly JsonObject[] {
  return kindsOf(set).map((kind) => ({ name: receiverName(route, kind), ...configsOf(kind, set, alerting) }));
}

/** The credential of a route's receiver is that of the one outside routes, unless it names another Secret. */
function credentialFile(kind: Exclude<ReceiverKind, 'email'>, set: ReceiverSet, alerting: Alerting): string {
  return fileOf(kind, set[kind]?.secretName ?? alerting[kind]?.secretName);
}

function configsOf(kind: ReceiverKind, set: ReceiverSet, alerting: Alerting): JsonObject {
  const send_resolved = true;
  switch (kind) {
    case 'slack':
      return {
        slack_configs: [
          {
            api_url_file: credentialFile(kind, set, alerting),
            channel: set.slack?.channel ?? '',
            title: TITLE,
            text: TEXT,
            send_resolved,
          },
        ],
      };
    case 'pagerduty':
      return {
        pagerduty_configs: [
          {
            routing_key_file: credentialFile(kind, set, alerting),
            description: TITLE,
            severity: '{{ .CommonLabels.severity }}',
            links: [
              { href: DASHBOARD, text: 'Dashboard' },
              { href: RUNBOOK, text: 'Runbook' },
            ],
            send_resolved,
          },
        ],
      };
    case 'email':
      return { email_configs: [mail(set.email?.to ?? [], alerting.smtp)] };
    case 'teams':
      return {
        msteamsv2_configs: [
          { webhook_url_file: credentialFile(kind, set, alerting), title: TITLE, text: TEXT, send_resolved },
        ],
      };
    case 'opsgenie':
      return {
        opsgenie_configs: [
          {
            api_key_file: credentialFile(kind, set, alerting),
            api_url: OPSGENIE_APIS[set.opsgenie?.region ?? 'us'],
            message: TITLE,
            description: TEXT,
            priority: '{{ if eq .CommonLabels.severity "critical" }}P1{{ else }}P3{{ end }}',
            send_resolved,
          },
        ],
      };
    case 'webhook':
      return { webhook_configs: [{ url_file: credentialFile(kind, set, alerting), send_resolved }] };
  }
}

function mail(to: readonly string[], smtp: Alerting['smtp']): JsonObject {
  return {
    to: to.join(', '),
    from: smtp?.from ?? '',
    smarthost: `${smtp?.host ?? ''}:${smtp?.port ?? 0}`,
    require_tls: true,
    ...(smtp?.username === undefined
      ? {}
      : { auth_username: smtp.username, auth_password_file: fileOf('smtp', smtp.secretName) }),
    headers: { Subject: TITLE },
    html: HTML,
    text: TEXT,
    send_resolved: true,
  };
}
