/**
 * Flux's kinds of notifications, written by hand: of notification-controller only the Go types are published as a module.
 * Fields of notification.toolkit.fluxcd.io/v1beta3 as of github.com/fluxcd/notification-controller/api v1.9.4.
 */
import type { Json, JsonObject } from '../../generator/data/json.ts';
import { METADATA } from './custom-resources.ts';
import { ofKind, schemaPath } from './json-schema.ts';
import { BOOLEAN, list, mapOf, object, oneOfWords, STRING } from './shapes.ts';

const API_VERSION = 'notification.toolkit.fluxcd.io/v1beta3';

const REFERENCE = object({ name: STRING }, ['name']);

const text = (maxLength: number): JsonObject => ({ type: 'string', maxLength });
const NAME: JsonObject = { type: 'string', minLength: 1, maxLength: 253 };
const duration = (units: string): JsonObject => ({ type: 'string', pattern: `^([0-9]+(\\.[0-9]+)?(${units}))+$` });

const PROVIDER_TYPES = [
  'slack',
  'discord',
  'msteams',
  'rocket',
  'generic',
  'generic-hmac',
  'github',
  'gitlab',
  'gitea',
  'giteapullrequestcomment',
  'bitbucketserver',
  'bitbucket',
  'azuredevops',
  'googlechat',
  'googlepubsub',
  'webex',
  'sentry',
  'azureeventhub',
  'telegram',
  'lark',
  'matrix',
  'opsgenie',
  'alertmanager',
  'grafana',
  'githubdispatch',
  'githubpullrequestcomment',
  'gitlabmergerequestcomment',
  'pagerduty',
  'datadog',
  'nats',
  'zulip',
  'otel',
] as const;

const PROVIDER = object(
  {
    type: oneOfWords(...PROVIDER_TYPES),
    address: text(2048),
    certSecretRef: REFERENCE,
    channel: text(2048),
    commitStatusExpr: STRING,
    interval: duration('ms|s|m|h'),
    proxy: { ...text(2048), pattern: '^(http|https)://.*$' },
    proxySecretRef: REFERENCE,
    secretRef: REFERENCE,
    serviceAccountName: STRING,
    suspend: BOOLEAN,
    timeout: duration('ms|s|m'),
    username: text(2048),
  },
  ['type'],
);

const EVENT_SOURCE = object(
  {
    apiVersion: STRING,
    kind: oneOfWords(
      'Bucket',
      'GitRepository',
      'Kustomization',
      'HelmRelease',
      'HelmChart',
      'HelmRepository',
      'ImageRepository',
      'ImagePolicy',
      'ImageUpdateAutomation',
      'OCIRepository',
      'ArtifactGenerator',
      'ExternalArtifact',
    ),
    matchLabels: mapOf(STRING),
    name: NAME,
    namespace: NAME,
  },
  ['kind', 'name'],
);

const ALERT = object(
  {
    eventMetadata: mapOf(STRING),
    eventSeverity: oneOfWords('info', 'error'),
    eventSources: list(EVENT_SOURCE),
    exclusionList: list(STRING),
    inclusionList: list(STRING),
    providerRef: REFERENCE,
    summary: text(255),
    suspend: BOOLEAN,
  },
  ['eventSources', 'providerRef'],
);

/** Files by path below the folder of custom resources. */
export function fluxNotificationSchemas(): Map<string, Json> {
  const kinds = { Alert: ALERT, Provider: PROVIDER };
  return new Map(
    Object.entries(kinds).map(([kind, spec]): [string, Json] => [
      schemaPath(API_VERSION, kind),
      ofKind(object({ spec }, ['metadata', 'spec']), API_VERSION, kind, METADATA),
    ]),
  );
}
