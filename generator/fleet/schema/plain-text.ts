/**
 * Zod types for words and lines that reach programs of their own language: Helm's, Argo CD's and Alertmanager's templates, the collector's
 * and the kubelet's variables, shells, addresses. What any of them would take for more than text is refused where it is written.
 */
import * as z from 'zod';

/** A name that another system gives: a user, a database, a bucket, a region, a StorageClass, a registry. */
export const foreignName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.:@/+~=-]*$/, {
    error: 'may contain letters, digits and _ . : @ / + ~ = -, and must begin with a letter, a digit or _',
  })
  .meta({ examples: ['acme'] });

/** A line that people read, or a value that a server gets. */
export const line = z
  .string()
  .min(1)
  // For values with U+FFFE or U+FFFF, which no YAML holds, Helm's toYaml writes nothing: a whole configuration would be gone.
  .refine((text) => !/[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufffe\uffff]/u.test(text) && text.isWellFormed(), {
    error: 'contains a line break or another invisible character',
    abort: true,
  })
  // Kubernetes and the collector write the dollar of `$(` and `${` as two, and make one of any two.
  .refine((text) => !/\{\{|\$[{($]/.test(text), {
    error:
      'contains {{, ${, $( or $$, which Helm, Alertmanager, Kubernetes or the collector would replace with something else',
  })
  .meta({ examples: ['acme'] });

/** Argo CD separates channels with semicolons, and Alertmanager takes a template. */
export const slackChannel = z
  .string()
  .regex(/^[#@]?[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}._-]{0,79}$/u, {
    error: 'is not a Slack channel such as #llm-alerts',
  })
  .meta({ examples: ['#llm-alerts'] });
