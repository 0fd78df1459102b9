/** The kinds of receivers, the settings of each, and the key of a Secret that holds its credential. */
import * as z from 'zod';
import { slackChannel } from '../../fleet/schema/plain-text.ts';
import { dnsLabel, port } from '../../fleet/schema/quantities.ts';

/** From the highest to the lowest. */
export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The Secret that the secrets provider provides, with a key for every kind that is used. */
export const RECEIVERS_SECRET = 'alertmanager-receivers';

/** Kinds of credentials: the key in a Secret, and what it is. */
export const CREDENTIALS = {
  slack: { key: 'slack-url', what: 'URL of a Slack incoming webhook' },
  pagerduty: { key: 'pagerduty-routing-key', what: 'integration key of a PagerDuty service (Events API v2)' },
  smtp: { key: 'smtp-password', what: 'password of the mail server' },
  teams: { key: 'teams-url', what: 'URL of a workflow of Microsoft Teams that posts to a channel' },
  opsgenie: { key: 'opsgenie-api-key', what: 'API key of an Opsgenie integration' },
  webhook: { key: 'webhook-url', what: 'URL that alerts are posted to' },
  watchdog: { key: 'watchdog-url', what: 'URL that receives messages from the cluster while alerting works' },
} as const;

export type CredentialKind = keyof typeof CREDENTIALS;

/** The Secret with a credential that the secrets provider does not provide. */
export function secretName(kind: CredentialKind): z.ZodOptional<z.ZodString> {
  const { key, what } = CREDENTIALS[kind];
  return dnsLabel(253)
    .meta({ examples: [`acme-${kind}`] })
    .optional()
    .describe(
      `Secret in the namespace of the stack whose key ${key} holds the ${what}; by default it comes from the secrets provider.`,
    );
}

function least(
  severity: Severity,
): z.ZodDefault<z.ZodEnum<{ critical: 'critical'; warning: 'warning'; info: 'info' }>> {
  return z.enum(SEVERITIES).default(severity).describe('Lowest severity that is sent to this receiver.');
}

/** Opsgenie's two data centres. */
export const OPSGENIE_APIS = { us: 'https://api.opsgenie.com/', eu: 'https://api.eu.opsgenie.com/' } as const;

/** A set of receivers: of each kind at most one. */
export const receivers = {
  slack: z
    .strictObject({
      channel: slackChannel.describe('Channel, e.g. #llm-alerts.'),
      severity: least('warning'),
      secretName: secretName('slack'),
    })
    .optional()
    .describe('Slack channel.'),
  pagerduty: z
    .strictObject({ severity: least('critical'), secretName: secretName('pagerduty') })
    .optional()
    .describe('PagerDuty service. Flux itself does not send to it, because it cannot read the key from a Secret.'),
  email: z
    .strictObject({
      to: z
        .array(z.email().meta({ examples: ['platform@acme.io'] }))
        .min(1)
        .describe('Addresses of the recipients.'),
      severity: least('warning'),
    })
    .optional()
    .describe('E-mail, sent by the mail server in smtp. Flux itself cannot send e-mail.'),
  teams: z
    .strictObject({ severity: least('warning'), secretName: secretName('teams') })
    .optional()
    .describe('Microsoft Teams channel.'),
  opsgenie: z
    .strictObject({
      region: z.enum(['us', 'eu']).default('us').describe('Region of the account.'),
      severity: least('critical'),
      secretName: secretName('opsgenie'),
    })
    .optional()
    .describe('Opsgenie team.'),
  webhook: z
    .strictObject({
      port: port.default(443).describe('Port of the URL; network policies allow it.'),
      severity: least('warning'),
      secretName: secretName('webhook'),
    })
    .optional()
    .describe("Any address that accepts Alertmanager's webhook messages."),
} as const;

export const KINDS = ['slack', 'pagerduty', 'email', 'teams', 'opsgenie', 'webhook'] as const;
export type ReceiverKind = (typeof KINDS)[number];

const set = z.strictObject(receivers);
export type ReceiverSet = z.output<typeof set>;

/** The kinds that a set has, in the order of the table. */
export function kindsOf(set: ReceiverSet): readonly ReceiverKind[] {
  return KINDS.filter((kind) => set[kind] !== undefined);
}
