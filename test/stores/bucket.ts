/** A bucket in the real SeaweedFS: the generated identities give a key rights on it, and the gateway asks for signatures. */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import type { JsonObject } from '../../generator/data/json.ts';
import { installProofFleet } from '../telemetry/proof/proof-fleet.ts';
import { startSeaweedFs } from '../telemetry/proof/seaweedfs.ts';
import { answers, startServer, type Undo } from '../telemetry/proof/server.ts';
import { testTool } from '../tools/build-test-tool.ts';

/** The generated name, which the identities name too. */
const BUCKET = 'langfuse';

const SECRET = 'object-store-credentials';

/** As the secrets provider would generate it. */
const KEYS = { 'access-key': 'the-access-key', 'secret-key': 'the-secret-key' } as const;

const externalSecret = z.looseObject({
  metadata: z.object({ name: z.literal(SECRET) }),
  spec: z.looseObject({
    target: z.looseObject({ template: z.looseObject({ data: z.looseObject({ seaweedfs_s3_config: z.string() }) }) }),
  }),
});

const identitiesOf = z.object({ identities: z.array(z.json()) });

const listing = z.object({
  Entries: z
    .array(z.object({ FullPath: z.string(), Mtime: z.string(), Mode: z.number(), FileSize: z.number() }))
    .nullable(),
});

/** The bit of a folder in the modes of Go's files. */
const FOLDER = 2 ** 31;

export interface Bucket {
  /** How a fleet says it: the settings of `object-store`. */
  readonly settings: JsonObject;
  /** The Secret with the key, as Kubernetes has it. */
  readonly secret: JsonObject;
  readonly keys: typeof KEYS;
  readonly endpoint: string;
  readonly name: string;
  /** What is there below a folder: by the path in the bucket, a text that changes when the object does. */
  objects(folder: string): Promise<ReadonlyMap<string, string>>;
  read(path: string): Promise<string>;
  /** Writes an object past the gateway. */
  write(path: string, content: string): Promise<void>;
  /** Gives an object another path, past the gateway. */
  move(from: string, to: string): Promise<void>;
}

/** Whoever has no key may do everything: for a store behind a door that asks who they are. */
const ANYBODY = { name: 'anonymous', actions: ['Admin'] } as const;

/** Starts a store with an empty bucket. */
export async function startBucket(undo: Undo, folder: string, podIp: () => string, isOpen = false): Promise<Bucket> {
  const installed = await installProofFleet({ 'object-store': { mode: 'managed' } });
  const [secret] = installed.manifests.flatMap((each) => externalSecret.safeParse(each).data ?? []);
  if (secret === undefined) throw new Error('the object store has no Secret');
  const seaweedfs = await startSeaweedFs(undo, {
    folder,
    podIp,
    values: installed.values('object-store'),
    servers: 1,
    pauseSeconds: 60,
  });
  await shell(seaweedfs.master, seaweedfs.filer, `s3.bucket.create -name ${BUCKET}`);
  const host = podIp();
  const home = join(folder, 's3');
  await mkdir(home);
  const configuration = join(home, 'identities.json');
  // What External Secrets makes of the template.
  const identities = secret.spec.target.template.data.seaweedfs_s3_config.replaceAll(
    /\{\{[^}]*?"([a-z-]+)"[^}]*\}\}/g,
    (_, key: keyof typeof KEYS) => KEYS[key],
  );
  const known = identitiesOf.parse(JSON.parse(identities)).identities;
  await writeFile(configuration, JSON.stringify({ identities: isOpen ? [...known, ANYBODY] : known }));
  const endpoint = `http://${host}:8333`;
  undo.use(
    await startServer({
      name: 's3',
      program: await testTool('seaweedfs'),
      arguments: [
        ...['-logtostderr=true', 's3', '-port=8333', `-ip.bind=${host}`, `-filer=${seaweedfs.filer}`],
        ...[`-config=${configuration}`, `-localSocket=${join(home, 's3.sock')}`],
      ],
      folder: home,
      ready: () => answers(`${endpoint}/status`),
    }),
  );
  const url = (path: string): string => `http://${seaweedfs.filer}/buckets/${BUCKET}/${path}`;
  const objects = async (below: string): Promise<ReadonlyMap<string, string>> => {
    const response = await fetch(`${url(below)}/?limit=100000`, { headers: { accept: 'application/json' } });
    if (response.status === 404) return new Map();
    const found = new Map<string, string>();
    for (const { FullPath, Mtime, Mode, FileSize } of listing.parse(await response.json()).Entries ?? []) {
      const path = FullPath.replace(`/buckets/${BUCKET}/`, '');
      if (Mode >= FOLDER) for (const [name, state] of await objects(path)) found.set(name, state);
      else found.set(path, `${FileSize} bytes of ${Mtime}`);
    }
    return found;
  };
  return {
    settings: { mode: 'external', external: { endpoint, bucket: BUCKET, forcePathStyle: true, secretName: SECRET } },
    secret: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: SECRET, namespace: 'lang-observatory' },
      data: Object.fromEntries(Object.entries(KEYS).map(([key, value]) => [key, btoa(value)])),
    },
    keys: KEYS,
    endpoint,
    name: BUCKET,
    objects,
    read: async (path) => (await fetch(url(path))).text(),
    write: async (path, content) => {
      const { ok, status } = await fetch(url(path), { method: 'PUT', body: content });
      if (!ok) throw new Error(`writing ${path}: ${status}`);
    },
    move: async (from, to) => {
      const { ok, status } = await fetch(`${url(to)}?mv.from=/buckets/${BUCKET}/${from}`, { method: 'POST' });
      if (!ok) throw new Error(`moving ${from}: ${status}`);
    },
  };
}

/** As the chart's Job makes the bucket. */
async function shell(master: string, filer: string, command: string): Promise<void> {
  const child = spawn(await testTool('seaweedfs'), ['shell', `-master=${master}`, `-filer=${filer}`]);
  child.stdin.end(`${command}\n`);
  const said = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (!said.join('').includes('create bucket')) throw new Error(`weed shell: ${said.join('\n')}`);
}
