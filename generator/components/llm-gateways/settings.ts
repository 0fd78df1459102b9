/** The settings of LLM gateways: which run on the cluster, where, and how Prometheus may read them. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { podFields, podList } from '../scraped-pods/settings.ts';
import { signIn } from '../sign-in.ts';
import { ENGINE_NAMES } from './engines.ts';

const gateway = z.strictObject({
  ...podFields({
    engines: ENGINE_NAMES,
    description: 'Which gateway it is: it decides the port and the names of the metrics.',
    namespace: 'gateways',
    label: 'litellm',
  }),
  signIn: signIn.describe('How Prometheus authenticates. LiteLLM asks for a key unless it is told not to.'),
});

export const gateways = podList(gateway).describe(
  'LLM gateways that Prometheus scrapes. Somebody else has installed them.',
);

export const settings = z.strictObject({ gateways });

export type LlmGateway = z.output<typeof gateway>;
export type LlmGatewaysSettings = z.output<typeof settings> & CommonSettings;
