/**
 * What the webhook of the OpenTelemetry operator 0.158.0 makes of a pod: packages of an image beside the application, and variables in its
 * container (open-telemetry/opentelemetry-operator:internal/instrumentation/python.go, nodejs.go, sdk.go and exporter.go).
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { JsonObject } from '../../../generator/data/json.ts';
import { programFolder } from '../../../generator/program/program-folder.ts';
import { CACHE, once } from '../../tools/cache.ts';
import { npmPackages } from '../../tools/npm.ts';

const run = promisify(execFile);

const variables = z
  .array(z.object({ name: z.string(), value: z.string() }))
  .transform(
    (all): Readonly<Record<string, string>> => Object.fromEntries(all.map(({ name, value }) => [name, value])),
  );

const language = z.looseObject({ image: z.string(), env: variables });

const instrumentation = z.looseObject({
  kind: z.literal('Instrumentation'),
  spec: z.looseObject({
    exporter: z.object({ endpoint: z.url() }),
    propagators: z.array(z.string()),
    sampler: z.object({ type: z.string() }),
    env: variables,
    python: language,
    nodejs: language,
  }),
});

export type Injected = 'python' | 'nodejs';

/** A pod that asks for it: the variables that its container sets itself win. */
export interface Asking {
  readonly language: Injected;
  readonly service: string;
  readonly own: Readonly<Record<string, string>>;
}

/** The variables of the container, as the kubelet fills them in. */
export async function injectedEnvironment(
  manifests: readonly JsonObject[],
  { language, service, own }: Asking,
): Promise<Readonly<Record<string, string>>> {
  const [found] = manifests.flatMap((manifest) => instrumentation.safeParse(manifest).data ?? []);
  if (found === undefined) throw new Error('there is no Instrumentation for both languages');
  const { spec } = found;
  const attributes = {
    'k8s.container.name': 'app',
    'k8s.deployment.name': service,
    'k8s.namespace.name': 'assistants',
    'k8s.node.name': 'node-1',
    'k8s.pod.name': `${service}-0`,
    'k8s.replicaset.name': `${service}-5d8f`,
    'service.instance.id': `assistants.${service}-0.app`,
    'service.namespace': 'assistants',
  };
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: spec.exporter.endpoint,
    OTEL_SERVICE_NAME: service,
    OTEL_PROPAGATORS: spec.propagators.join(),
    OTEL_TRACES_SAMPLER: spec.sampler.type,
    OTEL_RESOURCE_ATTRIBUTES: Object.entries(attributes)
      .map(([key, value]) => `${key}=${value}`)
      .join(),
    ...STARTS[language](await PACKAGES[language]()),
    ...spec.env,
    ...spec[language].env,
    ...own,
  };
}

const STARTS: Readonly<Record<Injected, (packages: string) => Readonly<Record<string, string>>>> = {
  python: (packages) => ({
    PYTHONPATH: `${packages}/opentelemetry/instrumentation/auto_instrumentation:${packages}`,
  }),
  nodejs: (packages) => ({ NODE_OPTIONS: ` --require ${packages}/autoinstrumentation.js` }),
};

/** The folder that the image has as `/autoinstrumentation`. */
const PACKAGES: Readonly<Record<Injected, () => Promise<string>>> = {
  // As our Dockerfile makes it.
  python: async () => {
    const requirements = join(programFolder(), 'instrumentation/python/requirements.txt');
    const hash = createHash('sha256').update(await readFile(requirements));
    return once(join(CACHE, `injected-python-${hash.digest('hex').slice(0, 12)}`), async (target) => {
      await mkdir(target);
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
      await run('python3', [...pip, '--target', target, '-r', requirements], { maxBuffer: 2 ** 24 });
    });
  },
  // As OpenTelemetry's Dockerfile makes it (open-telemetry/opentelemetry-operator:autoinstrumentation/nodejs/Dockerfile).
  nodejs: () =>
    npmPackages(join(import.meta.dirname, '../../tools/auto-instrumentations-node'), (folder) =>
      symlink(
        'node_modules/@opentelemetry/auto-instrumentations-node/build/src/register.js',
        join(folder, 'autoinstrumentation.js'),
      ),
    ),
};
