/** Settings of the applications outside of the cluster that send to the collector. */
import * as z from 'zod';
import { advised } from '../../fleet/schema/advice.ts';
import { dnsLabel } from '../../fleet/schema/quantities.ts';

/** The name is part of a path, a port, a Secret and names of objects. */
const application = z.strictObject({
  name: dnsLabel(30)
    .meta({ examples: ['checkout'] })
    .describe(
      'Unique name of the application: the first part of its path, and the resource attribute lang_observatory.application of what it sends.',
    ),
  project: dnsLabel(30)
    .meta({ examples: ['search'] })
    .optional()
    .describe('Project of `langfuse.projects` that its traces go to; by default the initial one.'),
});

export const outside = z
  .array(application)
  .superRefine((applications, context) => {
    for (const [index, { name }] of applications.entries())
      if (applications.findIndex((other) => other.name === name) !== index)
        context.addIssue({
          ...advised(`${name} is another application already`, 'give each application a name of its own'),
          path: [index, 'name'],
        });
  })
  .meta({ examples: [[{ name: 'checkout' }]] })
  .default([])
  .describe(
    'Applications outside of the cluster that send OTLP over HTTP to the host name `gateway.hosts.otlp`, each with a path and a token of its own.',
  );

export type OutsideApplication = z.output<typeof application>;
