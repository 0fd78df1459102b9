/** The Secrets in the namespace of OpenLIT. */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { secretCopy } from '../../kubernetes/secret-copy.ts';
import type { Secret, Stack } from '../../stack/component.ts';
import { clickhouse, openlitDatabase } from '../clickhouse/handle.ts';
import { credentials } from '../credentials/handle.ts';
import { openlit } from './handle.ts';

export const OPENLIT_CORE = 'openlit-core';
/** User and password in ClickHouse. */
export const DATABASE_SECRET = 'openlit-database';

export const CORE: Secret = {
  name: OPENLIT_CORE,
  purpose: "encryption of OpenLIT's vault, and the header of its own jobs; losing it loses what the vault holds",
  keys: { 'vault-encryption-key': { generate: 'alphanumeric' }, 'cron-job-secret': { generate: 'alphanumeric' } },
};

/** The credentials of ClickHouse's user, which ClickHouse has in its own namespace. Somebody else makes them where the Secrets are not ours. */
export function databaseSecret(stack: Stack): readonly Manifest[] {
  if (!stack.deploys(credentials)) return [];
  const { username, secretName, passwordKey } = openlitDatabase(stack.of(clickhouse));
  return secretCopy({
    component: openlit.name,
    from: { name: secretName, namespace: STACK_NAMESPACE },
    to: { name: DATABASE_SECRET, namespace: openlit.namespace.name },
    data: { username, password: `{{ index . ${JSON.stringify(passwordKey)} }}` },
  });
}
