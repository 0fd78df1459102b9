/** What a generated PodMonitor says of the pods that it finds. */
import * as z from 'zod';
import type { Json, JsonObject } from '../../../generator/data/json.ts';

export interface ScrapedPod {
  readonly port: number;
  readonly path: string;
  /** The label `job` that it gives. */
  readonly job: string;
  readonly metricRelabelings: readonly Readonly<Record<string, Json>>[];
}

const endpoint = z.looseObject({
  portNumber: z.int(),
  path: z.string().default('/metrics'),
  metricRelabelings: z.array(z.record(z.string(), z.json())).default([]),
  relabelings: z.tuple([z.object({ targetLabel: z.literal('job'), replacement: z.string() })]),
});

const monitor = z.looseObject({
  kind: z.literal('PodMonitor'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({ podMetricsEndpoints: z.tuple([endpoint]) }),
});

/** Of the monitor with this name, which has one endpoint. */
export function scrapedPod(manifests: readonly JsonObject[], name: string): ScrapedPod {
  const found = manifests
    .flatMap((manifest) => monitor.safeParse(manifest).data ?? [])
    .find(({ metadata }) => metadata.name === name);
  if (found === undefined) throw new Error(`no PodMonitor ${name}`);
  const [{ portNumber, path, metricRelabelings, relabelings }] = found.spec.podMetricsEndpoints;
  return { port: portNumber, path, job: relabelings[0].replacement, metricRelabelings };
}
