/**
 * Two small programs that wait until the schema of ClickHouse can be created or used. They run with the Node.js of Langfuse's
 * own image. Engines cannot do that: Argo CD starts everything at once, and neither engine knows what an operator does in a database.
 */
import type { JsonObject } from '../../data/json.ts';
import { RESTRICTED_CONTAINER, resources as usage } from '../../kubernetes/security.ts';

/**
 * Two functions for a program: `ask` sends a query and waits so long for the answer, and `wait` polls until `look` finds nothing to wait for, also while
 * there is an error. The text contains nothing that a template engine would expand.
 */
export function asking(milliseconds: string): string {
  return `const ask = async (query) => {
  const { CLICKHOUSE_URL, CLICKHOUSE_USER, CLICKHOUSE_PASSWORD, CLICKHOUSE_DB } = process.env;
  const response = await fetch(CLICKHOUSE_URL + '/?database=' + encodeURIComponent(CLICKHOUSE_DB), {
    method: 'POST',
    headers: { 'X-ClickHouse-User': CLICKHOUSE_USER, 'X-ClickHouse-Key': CLICKHOUSE_PASSWORD },
    body: query,
    signal: AbortSignal.timeout(${milliseconds}),
  });
  const answer = (await response.text()).trim();
  if (!response.ok) throw new Error(answer);
  return answer;
};
const wait = async (look) => {
  for (;;) {
    const reason = await look().catch((error) => error.cause?.message ?? error.message);
    if (reason === undefined) return;
    console.log('waiting: ' + reason);
    await new Promise((resolve) => setTimeout(resolve, Number(process.env.PAUSE_MILLISECONDS ?? 5000)));
  }
};`;
}

const ASK = asking('10_000');

/**
 * The operator creates the database \`default\` again as a replicated one, some time after a server is ready. What is in it then is
 * dropped by operators before 0.0.7; a later one leaves the database as it is, and it never becomes a replicated one
 * (ClickHouse/clickhouse-operator:internal/controller/clickhouse/commands.go, EnsureDefaultDatabaseEngine).
 * Every replica is checked, because each is converted separately.
 */
export const DATABASES_ARE_REPLICATED = `${ASK}
await wait(async () => {
  const answer = await ask(
    "SELECT countIf(engine = 'Replicated'), (SELECT count() FROM clusterAllReplicas('default', system.one)) " +
      "FROM clusterAllReplicas('default', system.databases) WHERE name = 'default'",
  );
  const [replicated, all] = answer.split('\\t').map(Number);
  if (replicated === all && all > 0) return undefined;
  return 'the operator has made the database on ' + replicated + ' of ' + all + ' replicas of ClickHouse';
});
`;

/**
 * The table belongs to golang-migrate (golang-migrate/migrate:database/clickhouse/clickhouse.go). A newer schema comes from an upgrade in
 * progress or from one that was rolled back: running pods continue with it, and so may the pods that replace them.
 */
export const SCHEMA_IS_THERE = `import { readdirSync } from 'node:fs';
${ASK}
const folder = process.env.CLICKHOUSE_CLUSTER_ENABLED === 'false' ? 'unclustered' : 'clustered';
const versions = readdirSync('packages/shared/clickhouse/migrations/' + folder).map((file) => Number.parseInt(file, 10));
const wanted = Math.max(...versions.filter(Number.isInteger));
await wait(async () => {
  const last = await ask('SELECT version, dirty FROM schema_migrations ORDER BY sequence DESC LIMIT 1');
  const [version, dirty] = last.split('\\t').map(Number);
  if (version > wanted || (version === wanted && dirty === 0)) return undefined;
  if (dirty === 1) return 'migration ' + version + ' is under way, or has failed: the log of Job langfuse-migrations tells';
  return 'the schema of ClickHouse has version ' + version + ', and this Langfuse needs ' + wanted;
});
`;

interface Waiting {
  readonly name: string;
  readonly image: string;
  readonly program: string;
  readonly environment: readonly JsonObject[];
  readonly mounts: readonly JsonObject[];
}

/** An init container: what comes after it starts when the program ends. */
export function waiting({ name, image, program, environment, mounts }: Waiting): JsonObject {
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: ['node', '--input-type=module', '--eval', program],
    env: environment,
    resources: usage('10m', '64Mi', '256Mi'),
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: mounts,
  };
}
