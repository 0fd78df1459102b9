/** The data sources that a team adds: what Grafana reads of them, the Secrets with their credentials, and the ways to their servers. */
import { isList, isObject, type Json, type JsonObject } from '../../data/json.ts';
import { portOf } from '../../fleet/schema/quantities.ts';
import type { Flow, Secret } from '../../stack/component.ts';
import { partyAt } from '../../stack/party-at.ts';
import { headerKeys, headerVariable } from '../headers.ts';
import { grafana } from './handle.ts';
import type { OwnSource } from './own-source-settings.ts';
import { SIGNING_PLUGIN, signedReading } from './signed-source.ts';
import { asWritten, headersOf } from './source-headers.ts';

/** As a server of variables, beside the stores of the stack. */
function serverOf({ name }: OwnSource): string {
  return `source-${name}`;
}

function secretOf(source: OwnSource): string {
  return source.secretName ?? `grafana-${serverOf(source)}`;
}

export function ownSource(source: OwnSource): JsonObject {
  const { names, values } = headersOf(source, serverOf(source));
  const { name, title, type, url, options, signIn } = source;
  return {
    name: asWritten(title ?? name),
    uid: name,
    type: signIn === undefined ? type : SIGNING_PLUGIN,
    access: 'proxy',
    url: asWritten(url),
    isDefault: false,
    jsonData: { ...mapAsWritten(options), ...names, ...(signIn === undefined ? {} : signedReading(url)) },
    ...(Object.keys(values).length === 0 ? {} : { secureJsonData: values }),
  };
}

/** Every text of the options. */
function textsAsWritten(value: Json): Json {
  if (typeof value === 'string') return asWritten(value);
  if (isList(value)) return value.map(textsAsWritten);
  return isObject(value) ? mapAsWritten(value) : value;
}

function mapAsWritten(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, textsAsWritten(inner)]));
}

/** Environment variables with the values of headers, by name as Grafana's chart wants them. */
export function ownSourceVariables(sources: readonly OwnSource[]): JsonObject {
  return Object.fromEntries(
    sources.flatMap((source) =>
      source.secretHeaders.map((header) => [
        headerVariable(serverOf(source), header),
        { secretKeyRef: { name: secretOf(source), key: header } },
      ]),
    ),
  );
}

/** The Secrets that the secrets provider must provide. */
export function ownSourceSecrets(sources: readonly OwnSource[]): readonly Secret[] {
  return sources.flatMap((source, index): readonly Secret[] =>
    source.secretHeaders.length === 0 || source.secretName !== undefined
      ? []
      : [
          {
            name: secretOf(source),
            purpose: `headers with credentials of the data source ${source.name}`,
            keys: headerKeys(source.secretHeaders, source.name, ['dataSources', index, 'secretName']),
          },
        ],
  );
}

export function ownSourceFlows(sources: readonly OwnSource[]): readonly Flow[] {
  return sources.map(({ name, url }) => ({
    from: grafana.grafana,
    to: partyAt(url),
    ports: [portOf(url)],
    purpose: `the data source ${name}`,
  }));
}
