/** Users of the managed ClickHouse besides `default`, which may do everything. */

import type { JsonObject } from '../../data/json.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import type { Secret } from '../../stack/component.ts';
import { EXPIRING_TABLES } from '../langfuse/handle.ts';
import { OPENLIT_DATABASE, RETENTION_USER, SCORE_READER } from './handle.ts';

/** Users of a server, and the variables that their configuration reads. */
export interface ServerUsers {
  readonly configuration: JsonObject;
  readonly environment: readonly JsonObject[];
}

/** A user with these rights and no others. Several grants are one list, because ClickHouse reads only the first element `grants`. */
interface User {
  readonly name: string;
  /** The variable of the servers with the password. */
  readonly variable: string;
  readonly password: { readonly secretName: string; readonly key: string };
  readonly grants: readonly string[];
}

/**
 * The configuration reads passwords from the environment, as the operator's own does
 * (ClickHouse/clickhouse-operator:internal/controller/clickhouse/templates/users.yaml.tmpl).
 */
export function serverUsers(users: readonly User[]): ServerUsers {
  const entries = users.map(({ name, variable, grants }) => [
    name,
    { profile: 'default', quota: 'default', password: [{ '@from_env': variable }], grants: { query: grants } },
  ]);
  return {
    configuration: { users: Object.fromEntries(entries) },
    environment: users.map(({ variable, password }) => fromSecret(variable, password.secretName, password.key)),
  };
}

/** The user of OpenLIT: everything in its own database, which OpenLIT creates, and nothing anywhere else. */
export function userOfOpenlit(): ServerUsers {
  const { database, username, secretName, passwordKey } = OPENLIT_DATABASE;
  return serverUsers([
    {
      name: username,
      variable: 'OPENLIT_PASSWORD',
      password: { secretName, key: passwordKey },
      grants: [`GRANT ALL ON ${database}.*`],
    },
  ]);
}

/** The user that reads scores: the columns that its query names, and nothing else. */
export function userOfEvaluations(database: string): ServerUsers {
  return serverUsers([
    {
      name: SCORE_READER.username,
      variable: 'EVALUATIONS_PASSWORD',
      password: { secretName: SCORE_READER.secretName, key: 'password' },
      grants: [`GRANT SELECT(${SCORE_READER.columns.join(', ')}) ON ${database}.scores`],
    },
  ]);
}

/** The user of the retention: it deletes rows and whole partitions of the tables that have any, and reads no more than the times by which it does. */
export function userOfRetention(database: string): ServerUsers {
  const { username, secretName } = RETENTION_USER;
  return serverUsers([
    {
      name: username,
      variable: 'RETENTION_PASSWORD',
      password: { secretName, key: 'password' },
      grants: [
        ...EXPIRING_TABLES.map(({ table, time }) => `GRANT ALTER DELETE, SELECT(${time}) ON ${database}.${table}`),
        'GRANT SELECT(database, table, partition_id, active) ON system.parts',
        'GRANT SELECT(database, table, is_done, is_killed, latest_fail_reason) ON system.mutations',
      ],
    },
  ]);
}

/** With the name, for Prometheus to sign in. */
export function signInOf(username: string, name: string, purpose: string): Secret {
  return {
    name,
    purpose,
    type: 'kubernetes.io/basic-auth',
    keys: { username: { value: username }, password: { generate: 'alphanumeric' } },
  };
}
