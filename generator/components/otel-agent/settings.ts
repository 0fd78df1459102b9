/** Settings of the collector of the lines that pods write. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { dnsLabel, resources } from '../../fleet/schema/quantities.ts';

const namespaces = z.array(dnsLabel()).meta({ examples: [['search', 'assistants']] });

export const settings = z.strictObject({
  namespaces: namespaces
    .default([])
    .describe('Namespaces whose pods write lines that are kept in logs. Empty: all namespaces.'),
  excludeNamespaces: namespaces.default([]).describe('Namespaces whose pods write lines that nobody keeps.'),
  resources: resources.prefault({}),
});

export type AgentSettings = z.output<typeof settings> & CommonSettings;
