/** Settings of pods that somebody else has installed and Prometheus scrapes: which program it is, and where. */
import * as z from 'zod';
import { isEqual } from '../../data/json.ts';
import { advised } from '../../fleet/schema/advice.ts';
import { dnsLabel, labelKey, labelValue, port } from '../../fleet/schema/quantities.ts';

interface Words<Engine extends string> {
  readonly engines: readonly [Engine, ...Engine[]];
  /** What an engine is. */
  readonly description: string;
  readonly namespace: string;
  readonly label: string;
}

/** The fields of an entry: `engine`, `namespaces`, `selector` and `port`; `namespace` and `label` are examples. */
export function podFields<const Engine extends string>({ engines, description, namespace, label }: Words<Engine>) {
  return {
    engine: z.enum(engines).describe(description),
    namespaces: z
      .array(dnsLabel().meta({ examples: [namespace] }))
      .min(1)
      .describe('Namespaces of the pods.'),
    selector: z
      .record(labelKey, labelValue)
      .meta({ examples: [{ 'app.kubernetes.io/name': label }] })
      .refine((labels) => Object.keys(labels).length > 0, { error: 'selects every pod of the namespaces' })
      .describe('Labels of the pods.'),
    port: port.optional().describe('Port with the metrics, if it is not the usual one of the engine.'),
  };
}

interface Pods {
  readonly engine: string;
  readonly namespaces: readonly string[];
  readonly selector: Readonly<Record<string, string>>;
  readonly port?: number | undefined;
}

/** A list of such entries, no two of which select the same pods. */
export function podList<Entry extends z.ZodType<Pods>>(entry: Entry) {
  return z
    .array(entry)
    .default([])
    .superRefine((all, context) => {
      for (const [index, one] of all.entries())
        for (const [before, other] of all.slice(0, index).entries()) {
          const namespace = sharedNamespace(one, other);
          if (namespace === undefined) continue;
          const message = `selects the same pods as [${before}] in the namespace ${namespace}, and each would be counted twice`;
          context.addIssue({ ...advised(message, 'remove one of them'), path: [index] });
          break;
        }
    });
}

/** A namespace in which both select the same pods. */
function sharedNamespace(one: Pods, other: Pods): string | undefined {
  if (one.engine !== other.engine || one.port !== other.port || !isEqual(one.selector, other.selector))
    return undefined;
  return one.namespaces.find((name) => other.namespaces.includes(name));
}
