/**
 * Zod types for text that other programs expand or parse: templates of Helm, Argo CD and Alertmanager, variables of the collector and
 * the kubelet, shells, URLs. Text that any of them would interpret is refused in the input.
 */
import * as z from 'zod';

/** A name from another system: a user, a database, a bucket, a region, a StorageClass, a registry. */
export const foreignName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.:@/+~=-]*$/, {
    error: 'may contain letters, digits and _ . : @ / + ~ = -, and must begin with a letter, a digit or _',
  })
  .meta({ examples: ['acme'] });

/** A line for people, or a value for a server. */
export const line = z
  .string()
  .min(1)
  // YAML cannot contain U+FFFE and U+FFFF: toYaml of Helm writes nothing for values with them, and a whole configuration would be lost.
  .refine((text) => !/[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufffe\uffff]/u.test(text) && text.isWellFormed(), {
    error: 'contains a line break or another invisible character',
    abort: true,
  })
  // Kubernetes and the collector escape `$(` and `${` with a second dollar, and turn any two dollars into one.
  .refine((text) => !/\{\{|\$[{($]/.test(text), {
    error:
      'contains {{, ${, $( or $$, which Helm, Alertmanager, Kubernetes or the collector would replace with something else',
  })
  .meta({ examples: ['acme'] });

/** Argo CD separates channels with semicolons, and Alertmanager expands templates. */
export const slackChannel = z
  .string()
  .regex(/^[#@]?[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}._-]{0,79}$/u, {
    error: 'is not a Slack channel such as #llm-alerts',
  })
  .meta({ examples: ['#llm-alerts'] });
