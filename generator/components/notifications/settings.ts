/** The section `alerting` of the input: who receives which alerts, when, and how often. */
import * as z from 'zod';
import { line } from '../../fleet/schema/plain-text.ts';
import { dnsLabel, domain, duration, period, port, webAddress } from '../../fleet/schema/quantities.ts';
import { timeZone } from '../../fleet/schema/time-zone.ts';
import { pathOf } from '../../tree/layout.ts';
import { receivers, secretName } from './receivers.ts';

/** `HH:MM`. */
export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'is not a time of day such as 22:00' })
  .meta({ title: 'time of day', examples: ['22:00'] });

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Name of a label of an alert. */
export const alertLabel = z
  .string()
  .regex(/^[a-zA-Z_]\w*$/, { error: 'is not an alert label such as team' })
  .meta({ examples: ['alertname'] });

const quietTime = z.strictObject({
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .optional()
    .describe('Days on which the quiet time begins; every day by default.'),
  from: timeOfDay.default('00:00').describe('Start time.'),
  to: timeOfDay.default('00:00').describe('End time; it is on the next day if it is not after the start time.'),
});

const route = z.strictObject({
  name: dnsLabel(40).describe('Unique name of the route.'),
  match: z
    .record(alertLabel, z.union([line, z.array(line).min(1)], { error: 'must be a string or a list' }))
    .refine((match) => Object.keys(match).length > 0, { error: 'must contain a label' })
    .meta({ examples: [{ team: 'search' }] })
    .describe(
      'Labels that an alert must have, such as team, environment, severity or component, each with one value or a list of values.',
    ),
  ...receivers,
});

export const alerting = z
  .strictObject({
    ...receivers,
    smtp: z
      .strictObject({
        host: domain
          .meta({ examples: ['smtp.acme.io'] })
          .describe('Host name of the mail server; it must offer STARTTLS.'),
        port: port.default(587).describe('Port of the mail server.'),
        from: z
          .email()
          .meta({ examples: ['alerts@acme.io'] })
          .describe('Sender address.'),
        username: line
          .optional()
          .describe('User name for the mail server; without it Alertmanager does not authenticate.'),
        secretName: secretName('smtp'),
      })
      .optional()
      .describe('The mail server.'),
    routes: z
      .array(route)
      .default([])
      .describe(
        'Routes to other receivers. The first route that matches an alert is used, and only its receivers get the alert. A receiver without a Secret of its own uses the credential of the same receiver outside routes.',
      ),
    quietTimes: z
      .array(quietTime)
      .default([])
      .describe('Times in which only critical alerts are sent. Other alerts that still fire afterwards are sent then.'),
    timeZone: timeZone.default('UTC').describe('Time zone of quietTimes, e.g. Europe/Berlin.'),
    grouping: z
      .strictObject({
        by: z
          .array(alertLabel)
          .min(1)
          .refine((labels) => new Set(labels).size === labels.length, { error: 'contains a label twice' })
          .default(['alertname', 'cluster', 'namespace'])
          .describe('Alerts with the same values of these labels are sent in one message.'),
        wait: duration
          .default('30s')
          .describe('How long to wait for further alerts of a group before the first message.'),
        interval: period.default('5m').describe('How long to wait before a message about changes in a group.'),
        repeat: period.default('4h').describe('How long to wait before the same message is repeated.'),
      })
      .prefault({})
      .describe('How alerts are grouped into messages, and how often messages are sent.'),
    watchdog: z
      .strictObject({
        interval: period.default('5m').describe('How often a message is sent.'),
        port: port.default(443).describe('Port of the URL; network policies allow it.'),
        secretName: secretName('watchdog'),
      })
      .optional()
      .describe(
        "A dead man's switch outside the cluster: an address that raises an alarm when it receives no more messages from the cluster.",
      ),
    runbooks: webAddress
      .meta({ examples: ['https://runbooks.acme.io/observability'] })
      .optional()
      .describe(
        `Address of a folder with the runbooks, for links in alerts; by default ${pathOf('runbooks')} in the repository, as its host shows it: GitHub, GitLab, Azure DevOps, Bitbucket, Gitea and Forgejo, or CodeCommit.`,
      ),
  })
  .superRefine(({ routes }, context) => {
    const names = new Set<string>();
    for (const [index, { name }] of routes.entries()) {
      const message = `duplicate route ${name}`;
      if (names.has(name)) context.addIssue({ code: 'custom', path: ['routes', index, 'name'], message });
      names.add(name);
    }
  });

export type Alerting = z.output<typeof alerting>;
