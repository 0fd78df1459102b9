/**
 * Further projects. The free edition has no API that makes them, but the web process makes one organisation, project and pair of keys when
 * it starts, and leaves what is there as it is (langfuse/langfuse:web/src/initialize.ts). So a Job for each project starts one, and ends it as soon as it answers:
 * Next.js answers nobody before that is done (its `register` hook, web/src/instrumentation.ts).
 */
import type { JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import { resources as usage } from '../../kubernetes/security.ts';
import { silentServiceAccount } from '../../kubernetes/service-account.ts';
import type { Stack } from '../../stack/component.ts';
import { objectStore } from '../object-store/handle.ts';
import { tlsEnvironment } from './environment.ts';
import { langfuse, type Project, projectsOf } from './handle.ts';
import { webImage } from './images.ts';
import { initialisation } from './initialisation.ts';
import { jobOf, podOf } from './jobs.ts';
import { awaitSchema, clickhouseEnvironment, postgresEnvironment } from './migrations.ts';
import { LANGFUSE_CORE } from './secrets.ts';
import type { LangfuseSettings } from './settings.ts';
import { WRITABLE_CONTAINER } from './user.ts';

const NAME = 'langfuse-projects';
/** Nobody else reaches it. */
const ADDRESS = '127.0.0.1';
const PORT = 3000;

/** Ends with success when the server has answered, and with an error when the server ends first. The text contains nothing that a template engine would expand. */
const START_ONCE = `import { spawn } from 'node:child_process';
const server = spawn('node', ['./web/server.js'], { stdio: 'inherit' });
server.on('exit', (code) => process.exit(code === 0 ? 1 : (code ?? 1)));
const answers = async () => {
  const response = await fetch('http://${ADDRESS}:${PORT}/api/public/health?failIfDatabaseUnavailable=true', { signal: AbortSignal.timeout(5_000) });
  return response.ok;
};
while (!(await answers().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 1_000));
console.log('the project is there');
server.removeAllListeners('exit');
server.kill('SIGKILL');
process.exit(0);
`;

/** The Jobs and their account. */
export function projectJobs(s: LangfuseSettings, stack: Stack): readonly Manifest[] {
  const projects = projectsOf(s);
  if (projects.length === 0) return [];
  return [
    silentServiceAccount(NAME, STACK_NAMESPACE, langfuse.name),
    ...projects.map((project) => jobOf(project.secretName, jobSpec(s, stack, project), s, stack)),
  ];
}

function jobSpec(s: LangfuseSettings, stack: Stack, project: Project): JsonObject {
  const pod = podOf(stack, {
    account: NAME,
    labels: langfuse.projects.podLabels,
    restartPolicy: 'OnFailure',
    before: [awaitSchema(s, stack)],
    container: {
      name: 'project',
      image: webImage(s),
      imagePullPolicy: 'IfNotPresent',
      // Arguments of the image's entrypoint, which knows how to make the address of the database.
      args: ['node', '--input-type=module', '--eval', START_ONCE],
      env: environment(s, stack, project),
      resources: usage('100m', '512Mi', '2Gi'),
      securityContext: WRITABLE_CONTAINER,
    },
  });
  // The databases may need long to start, and nothing else would retry.
  return { backoffLimit: 1000, template: pod };
}

/** What a web process must have to start; of queues and events it uses nothing. */
function environment(s: LangfuseSettings, stack: Stack, project: Project): readonly JsonObject[] {
  return [
    { name: 'HOSTNAME', value: ADDRESS },
    { name: 'PORT', value: String(PORT) },
    { name: 'NEXTAUTH_URL', value: `http://${ADDRESS}:${PORT}` },
    fromSecret('NEXTAUTH_SECRET', LANGFUSE_CORE, 'nextauth-secret'),
    fromSecret('SALT', LANGFUSE_CORE, 'salt'),
    fromSecret('ENCRYPTION_KEY', LANGFUSE_CORE, 'encryption-key'),
    { name: 'TELEMETRY_ENABLED', value: 'false' },
    { name: 'LANGFUSE_S3_EVENT_UPLOAD_BUCKET', value: objectStore.connection(stack.of(objectStore)).bucket },
    { name: 'LANGFUSE_AUTO_POSTGRES_MIGRATION_DISABLED', value: 'true' },
    { name: 'LANGFUSE_AUTO_CLICKHOUSE_MIGRATION_DISABLED', value: 'true' },
    ...clickhouseEnvironment(stack),
    ...postgresEnvironment(stack, 'pooledHost'),
    ...tlsEnvironment(stack),
    ...initialisation(s, project),
  ];
}
