/** Users of the managed ClickHouse besides `default`, which may do everything. */
import type { JsonObject } from '../../data/json.ts';
import { OPENLIT_DATABASE } from './handle.ts';

/** Users of a server, and the variables that their configuration reads. */
export interface ServerUsers {
  readonly configuration: JsonObject;
  readonly environment: readonly JsonObject[];
}

const PASSWORD = 'OPENLIT_PASSWORD';

/**
 * The user of OpenLIT: everything in its own database, which OpenLIT creates, and nothing anywhere else. The configuration reads the
 * password from the environment, as the operator's own does
 * (ClickHouse/clickhouse-operator:internal/controller/clickhouse/templates/users.yaml.tmpl).
 */
export function userOfOpenlit(): ServerUsers {
  const { database, username, secretName, passwordKey } = OPENLIT_DATABASE;
  return {
    configuration: {
      users: {
        [username]: {
          profile: 'default',
          quota: 'default',
          password: [{ '@from_env': PASSWORD }],
          grants: [{ query: `GRANT ALL ON ${database}.*` }],
        },
      },
    },
    environment: [{ name: PASSWORD, valueFrom: { secretKeyRef: { name: secretName, key: passwordKey } } }],
  };
}
