/** Environment variables of Langfuse's pods, where its chart has no value for them. */
import type { JsonObject } from '../../data/json.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { TRUST_MOUNT, TRUST_OF_NODE, trustVolume } from '../../kubernetes/trust.ts';
import type { Stack } from '../../stack/component.ts';
import { proxyVariables } from '../../stack/proxy.ts';
import { clickhouse, httpAddress } from '../clickhouse/handle.ts';
import { gateway, publicHost } from '../gateway/handle.ts';
import { isInsideCluster, objectStore } from '../object-store/handle.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { postgres } from '../postgres/handle.ts';
import { keepsMetrics, prometheus } from '../prometheus/handle.ts';
import { hasPublicDownloads } from '../public-downloads.ts';
import { authorityFile, authorityMount, authorityVolume } from '../store-tls.ts';
import { valkey } from '../valkey/handle.ts';
import { initialProject } from './handle.ts';
import { initialisation } from './initialisation.ts';
import type { LangfuseSettings } from './settings.ts';
import { langfuseClient, signOn } from './sign-on.ts';

/**
 * By default Node.js uses about half of the memory limit for its heap, and never more than two gigabytes: above that it exits
 * with most of its memory free. The rest is for buffers, which are not on the heap, and for Prisma's engine.
 * The images' Node.js understands it (langfuse/langfuse:web/Dockerfile builds with the same option).
 */
const HEAP = { name: 'NODE_OPTIONS', value: '--max-old-space-size-percentage=75' } as const;

/** `domain` is that of the cluster. */
export function webEnvironment(s: LangfuseSettings, stack: Stack, domain?: string): readonly JsonObject[] {
  return [
    HEAP,
    ...initialisation(s, initialProject(s)),
    ...signOn(s, stack),
    ...tlsEnvironment(stack),
    ...media(stack),
    ...exportLinks(stack, domain),
    ...readOnlyClickhouse(stack),
    ...ownMetrics(stack),
    ...privateHosts(s),
    ...proxyVariables(stack),
    ...proxyOfSignOn(s, stack),
  ];
}

/** `domain` is that of the cluster. */
export function workerEnvironment(s: LangfuseSettings, stack: Stack, domain?: string): readonly JsonObject[] {
  return [
    HEAP,
    ...tlsEnvironment(stack),
    ...exportLinks(stack, domain),
    ...readOnlyClickhouse(stack),
    ...ownMetrics(stack),
    ...privateHosts(s),
    ...proxyVariables(stack),
  ];
}

/**
 * Sign-on has variables of its own (langfuse:web/src/env.mjs). Those of all programs are read for models alone
 * (langfuse:packages/shared/src/env.ts).
 */
function proxyOfSignOn(s: LangfuseSettings, stack: Stack): readonly JsonObject[] {
  if (langfuseClient(s, stack) === undefined) return [];
  return proxyVariables(stack).flatMap(({ name, value }) =>
    name === 'NO_PROXY' ? [] : [{ name: `AUTH_${name}`, value }],
  );
}

/**
 * Langfuse refuses connections to models and webhooks at private addresses ("Blocked IP address detected") but for these hosts, a list
 * with commas (langfuse:packages/shared/src/env.ts).
 */
function privateHosts({ privateHosts }: LangfuseSettings): readonly JsonObject[] {
  if (privateHosts.length === 0) return [];
  const value = privateHosts.join(',');
  return ['LLM_CONNECTION', 'WEBHOOK'].map((surface) => ({ name: `LANGFUSE_${surface}_WHITELISTED_HOST`, value }));
}

/**
 * Where Langfuse sends its own metrics, and the name of the pod in each of them. Not `DD_AGENT_HOST`: the client would ask that address for
 * an agent of Datadog before each packet, and a network policy makes it wait for the response
 * (DataDog/dd-trace-js:packages/dd-trace/src/dogstatsd.js).
 */
function ownMetrics(stack: Stack): readonly JsonObject[] {
  if (!stack.deploys(otelGateway) || !keepsMetrics(stack.of(prometheus))) return [];
  const { service, statsdPort } = otelGateway.connection;
  return [
    { name: 'DD_DOGSTATSD_HOST', value: `${service}.${STACK_NAMESPACE}.svc` },
    { name: 'DD_DOGSTATSD_PORT', value: String(statsdPort) },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'DD_TAGS', value: 'pod:$(POD_NAME)' },
  ];
}

/**
 * Whether browsers and SDKs in other namespaces can open a link to media. Langfuse signs them for the address that it uses itself, so they
 * cannot reach one inside the cluster: `publicEndpoint` is used for media instead (langfuse/langfuse:web/src/features/media/server/getMediaStorageClient.ts).
 */
export function mediaLeadOutside(stack: Stack): boolean {
  const { endpoint, publicEndpoint = endpoint, signsLinks } = objectStore.connection(stack.of(objectStore));
  return signsLinks && !isInsideCluster(new URL(publicEndpoint).hostname);
}

/** The same for exports, which have an address of their own for links: also the host name of the managed store. */
export function exportsLeadOutside(stack: Stack): boolean {
  return mediaLeadOutside(stack) || hasPublicDownloads(stack);
}

/** Links to exports are signed for it, and nothing is asked there (langfuse/langfuse:packages/shared/src/server/services/StorageService.ts). */
function exportLinks(stack: Stack, domain: string | undefined): readonly JsonObject[] {
  const { publicEndpoint } = objectStore.connection(stack.of(objectStore));
  const host = domain === undefined ? undefined : publicHost(stack.of(gateway), objectStore.name, domain);
  const value = publicEndpoint ?? (host !== undefined && hasPublicDownloads(stack) ? `https://${host}` : undefined);
  return value === undefined ? [] : [{ name: 'LANGFUSE_S3_BATCH_EXPORT_EXTERNAL_ENDPOINT', value }];
}

/**
 * The bucket of media is mandatory, and there is no switch for media: a file above the size limit is rejected with a message, so a limit of one
 * byte rejects everything (langfuse/langfuse:web/src/pages/api/public/media/index.ts). The chart's value sets a variable of another name.
 */
function media(stack: Stack): readonly JsonObject[] {
  return mediaLeadOutside(stack) ? [] : [{ name: 'LANGFUSE_S3_MEDIA_MAX_CONTENT_LENGTH', value: '1' }];
}

/** Web and worker choose by the query (langfuse/langfuse:packages/shared/src/server/clickhouse/client.ts). */
function readOnlyClickhouse(stack: Stack): readonly JsonObject[] {
  const connection = clickhouse.connection(stack.of(clickhouse));
  const { readOnlyHost } = connection;
  return readOnlyHost === undefined
    ? []
    : [{ name: 'CLICKHOUSE_READ_ONLY_URL', value: httpAddress(connection, readOnlyHost) }];
}

/** Settings of Node.js for certificates; Prisma and the chart have their own (`stores.ts`). */
export function tlsEnvironment(stack: Stack): readonly JsonObject[] {
  const { sslMode } = valkey.connection(stack.of(valkey));
  return [
    // Set explicitly although it is the default, so that certificates are never left unverified by accident.
    ...(sslMode === 'disable'
      ? []
      : [{ name: 'REDIS_TLS_REJECT_UNAUTHORIZED', value: String(sslMode === 'verify-full') }]),
    ...nodeAuthorities(stack),
  ];
}

/** One file: that of the company is to have those of the stores too. */
function nodeAuthorities(stack: Stack): readonly JsonObject[] {
  const [server] = readByNode(stack);
  if (stack.trust !== undefined) return [TRUST_OF_NODE];
  return server === undefined ? [] : [{ name: TRUST_OF_NODE.name, value: authorityFile(server.name) }];
}

interface Authority {
  /** The component whose server it is about. */
  readonly name: string;
  readonly secretName: string;
}

function authority(name: string, secretName: string | undefined): readonly Authority[] {
  return secretName === undefined ? [] : [{ name, secretName }];
}

/** Authorities that Node.js itself needs: it reads a single file, for all its HTTPS connections. */
export function readByNode(stack: Stack): readonly Authority[] {
  return [
    ...authority(clickhouse.name, clickhouse.connection(stack.of(clickhouse)).caSecretName),
    ...authority(objectStore.name, objectStore.connection(stack.of(objectStore)).caSecretName),
  ];
}

/** The authorities of all stores, and those of the company, as volumes of a pod and mounts of its container. */
export function authorities(stack: Stack): {
  readonly volumes: readonly JsonObject[];
  readonly mounts: readonly JsonObject[];
} {
  const all = [
    ...authority(postgres.name, postgres.connection(stack.of(postgres)).caSecretName),
    ...authority(valkey.name, valkey.connection(stack.of(valkey)).caSecretName),
    ...readByNode(stack),
  ];
  return {
    volumes: [
      ...all.map(({ name, secretName }) => authorityVolume(name, secretName)),
      ...(stack.trust === undefined ? [] : [trustVolume(stack.trust)]),
    ],
    mounts: [...all.map(({ name }) => authorityMount(name)), ...(stack.trust === undefined ? [] : [TRUST_MOUNT])],
  };
}
