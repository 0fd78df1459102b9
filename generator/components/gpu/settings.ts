/** The settings of GPUs: who measures them, and what they cost. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { line } from '../../fleet/schema/plain-text.ts';
import { dnsLabel, labelKey, labelValue, port, resources } from '../../fleet/schema/quantities.ts';

const labels = z.record(labelKey, labelValue);

/** US dollars. */
const price = z.number().positive();

export const pricePerHour = z
  .union([price, z.record(line, price)], { error: 'must be a price, or prices by the name of the GPU' })
  .meta({ examples: [2.5, { 'NVIDIA H100 80GB HBM3': 2.5, 'NVIDIA L4': 0.4 }] })
  .optional()
  .describe(
    'US dollars that a GPU costs an hour: one price for all, or a map of prices by the label modelName of DCGM exporter. Without it there is no cost.',
  );

export const nodeSelector = labels
  .refine((all) => Object.keys(all).length > 0, {
    error: 'selects every node, and the exporter crashes on those without a GPU',
  })
  .meta({ examples: [{ 'cloud.google.com/gke-accelerator': 'nvidia-l4' }] })
  .default({ 'nvidia.com/gpu.present': 'true' })
  .describe('Labels of the nodes that have GPUs, in mode managed.');

export const selector = labels
  .refine((all) => Object.keys(all).length > 0, { error: 'selects every pod of the namespace' })
  .meta({ examples: [{ 'app.kubernetes.io/name': 'dcgm-exporter' }] })
  .default({ app: 'nvidia-dcgm-exporter' })
  .describe('Labels of the pods of the exporter, in mode existing; by default those of the GPU Operator.');

export const settings = z.strictObject({
  nodeSelector,
  resources: resources.prefault({}),
  namespace: dnsLabel()
    .meta({ examples: ['gpu-operator'] })
    .default('gpu-operator')
    .describe('Namespace of the exporter, in mode existing.'),
  selector,
  port: port.default(9400).describe('Port with the metrics of the exporter, in mode existing.'),
  pricePerHour,
});

export type GpuSettings = z.output<typeof settings> & CommonSettings;
