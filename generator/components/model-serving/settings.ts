/** The settings of model servers: which run on the cluster, and where. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { podFields, podList } from '../scraped-pods/settings.ts';
import { ENGINE_NAMES } from './engines.ts';

const server = z.strictObject(
  podFields({
    engines: ENGINE_NAMES,
    description:
      'What serves the models: it decides the port and the names of the metrics. kserve is its Python server, llm-d its router.',
    namespace: 'models',
    label: 'vllm',
  }),
);

export const servers = podList(server).describe(
  'Model servers that Prometheus scrapes. Somebody else has installed them.',
);

export const settings = z.strictObject({ servers });

export type ModelServer = z.output<typeof server>;
export type ModelServingSettings = z.output<typeof settings> & CommonSettings;
