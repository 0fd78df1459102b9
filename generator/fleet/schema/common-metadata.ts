/** Labels and annotations of a company, which every object that we write gets. */
import * as z from 'zod';
import { advised } from './advice.ts';
import { line } from './plain-text.ts';
import { labelKey, labelValue } from './quantities.ts';

/** Whose keys change what an object does: of Kubernetes, the engines, the operators and the stack. Keys below them, too. */
const RESERVED = [
  'kubernetes.io',
  'k8s.io',
  'argoproj.io',
  'fluxcd.io',
  'helm.sh',
  'cert-manager.io',
  'cnpg.io',
  'external-secrets.io',
  'nginx.org',
  'lang-observatory.dev',
] as const;

/** Without a prefix: by it Grafana finds its dashboards. */
const OF_DASHBOARDS = 'grafana_dashboard';

/** Whose a key is that somebody acts on; undefined for a key that only informs. */
function ownerOf(key: string): string | undefined {
  if (key === OF_DASHBOARDS) return 'Grafana';
  const [prefix, ...name] = key.split('/');
  if (name.length === 0) return undefined;
  return RESERVED.find((domain) => prefix === domain || prefix?.endsWith(`.${domain}`) === true);
}

/** Keys that only inform. */
function keyed<V extends z.ZodType>(value: V) {
  return z.record(labelKey, value).superRefine((said, context) => {
    for (const key of Object.keys(said)) {
      const owner = ownerOf(key);
      if (owner === undefined) continue;
      const issue = advised(
        `is a key of ${owner}, which changes what an object does`,
        'use a key of your own, such as acme.io/team, or patches of a component for single objects',
      );
      context.addIssue({ ...issue, path: [key] });
    }
  });
}

export const commonMetadata = z
  .strictObject({
    labels: keyed(labelValue)
      .meta({ examples: [{ 'acme.io/cost-center': '4711' }] })
      .optional()
      .describe('Labels. Those of a level are added to those above it.'),
    annotations: keyed(line)
      .meta({ examples: [{ 'acme.io/owner': 'platform@acme.io' }] })
      .optional()
      .describe('Annotations. Those of a level are added to those above it.'),
  })
  .optional()
  .describe(
    'Labels and annotations of every object beside the Helm releases, namespaces too. Pods, and objects that charts and operators make, do not get them.',
  );
