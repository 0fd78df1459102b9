/** Secrets that people bring into the cluster themselves: the input names them, or Flux reads them, and nothing makes them. */
import * as z from 'zod';
import { alerting } from '../components/alerting/handle.ts';
import { credentials } from '../components/credentials/handle.ts';
import { engineReceivers } from '../components/notifications/engine-receivers.ts';
import { CREDENTIALS } from '../components/notifications/receivers.ts';
import { isList, isObject, type Json, type JsonObject } from '../data/json.ts';
import { FLUX_CREDENTIALS } from '../engines/flux/notifications.ts';
import { prefixed } from '../engines/names.ts';
import type { Cluster, Fleet } from '../fleet/model.ts';
import { settingsSchema } from '../fleet/schema/component-input.ts';
import { pathOfSetting } from '../fleet/schema/sections.ts';
import type { Component, Stack } from '../stack/component.ts';
import { type LevelGraph, settingsAt } from '../stack/graph.ts';
import { DOCKER_CONFIG, namespacesOfPods } from '../stack/pull-secrets.ts';

export interface ProvidedSecret {
  readonly namespace: string;
  readonly name: string;
  /** The setting that names it, or what else needs it. */
  readonly from: string;
  /** What it must hold. */
  readonly holds: string;
}

/** Sorted by namespace and name. */
export function providedSecrets(
  fleet: Fleet,
  cluster: Cluster,
  { deployed, modeOf, stack, workloads }: LevelGraph,
  registry: readonly Component[],
): readonly ProvidedSecret[] {
  const concerned = registry.filter(
    (component) => deployed.includes(component) || modeOf(component.name) === 'external',
  );
  const found = [
    ...concerned.flatMap((component) => namedBySettings(component, cluster)),
    ...pulledWith(cluster, stack, namespacesOfPods(workloads.values())),
    ...(cluster.engine === 'flux' ? readByFlux(fleet, cluster) : []),
  ];
  const key = ({ namespace, name, from }: ProvidedSecret): string => [namespace, name, from].join('\0');
  return [...found].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Secrets to pull images with, where nothing makes them. */
function pulledWith(
  { registry: { pullSecrets = [] } }: Cluster,
  stack: Stack,
  namespaces: readonly string[],
): readonly ProvidedSecret[] {
  const made = stack.deploys(credentials) ? stack.secrets : [];
  return pullSecrets.flatMap((name) =>
    namespaces
      .filter((namespace) => !made.some((secret) => secret.name === name && secret.namespace === namespace))
      .map((namespace) => ({
        namespace,
        name,
        from: 'registry.pullSecrets',
        holds: `Type kubernetes.io/dockerconfigjson: ${DOCKER_CONFIG}.`,
      })),
  );
}

/** Settings called `secretName`: their description says what the Secret holds. */
function namedBySettings(component: Component, cluster: Cluster): readonly ProvidedSecret[] {
  const settings: Json = JSON.parse(JSON.stringify(settingsAt(cluster, component.handle)));
  const schema: unknown = z.toJSONSchema(settingsSchema(component), { io: 'input', unrepresentable: 'any' });
  return [...secretNames(settings, [])].map(({ path, name }) => ({
    namespace: component.namespace.name,
    name,
    from: pathOfSetting([component.name, ...path]).join('.'),
    holds: description(schema, path),
  }));
}

type Path = readonly (string | number)[];

function* secretNames(value: Json, path: Path): Generator<{ readonly path: Path; readonly name: string }> {
  if (isList(value)) for (const [index, item] of value.entries()) yield* secretNames(item, [...path, index]);
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value))
    if (key === 'secretName' && typeof inner === 'string') yield { path: [...path, key], name: inner };
    else yield* secretNames(inner, [...path, key]);
}

/** What a JSON Schema says of the field at a path; of alternatives the first that has the field. */
function description(schema: unknown, path: Path): string {
  const fields = [schema];
  for (const step of path) {
    const next = fields.flatMap(alternatives).flatMap((one) => fieldOf(one, step));
    fields.splice(0, fields.length, ...next);
  }
  const found = fields.flatMap(alternatives).find((field) => typeof field.description === 'string');
  return typeof found?.description === 'string' ? found.description : '';
}

function alternatives(schema: unknown): readonly JsonObject[] {
  if (!isObject(schema)) return [];
  const inner = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((list) => (isList(list) ? list : []));
  return [schema, ...inner.flatMap(alternatives)];
}

function fieldOf(schema: JsonObject, step: string | number): readonly Json[] {
  const field =
    typeof step === 'number' ? schema.items : isObject(schema.properties) ? schema.properties[step] : undefined;
  return field === undefined ? [] : [field];
}

/** Flux has credentials of its own, in its own namespace. */
function readByFlux({ repository, engines }: Fleet, cluster: Cluster): readonly ProvidedSecret[] {
  const { namespace } = engines.flux;
  const { kinds } = engineReceivers(settingsAt(cluster, alerting).alerting, cluster);
  return [
    ...(repository.secretName === undefined
      ? []
      : [
          {
            namespace,
            name: repository.secretName,
            from: 'repository.secretName',
            holds:
              repository.provider === 'github'
                ? 'Keys githubAppID, githubAppInstallationID and githubAppPrivateKey.'
                : 'Credentials of Flux for the Git repository; `flux bootstrap` creates one called flux-system.',
          },
        ]),
    ...[
      {
        name: repository.proxySecretName,
        from: 'repository.proxySecretName',
        holds: 'Key address, and username and password if the proxy asks for them.',
      },
      {
        name: repository.verify?.secretName,
        from: 'repository.verify.secretName',
        holds: 'Public keys of people who sign commits, in keys that end with .asc (OpenPGP) or .sshpub (SSH).',
      },
      {
        name: cluster.flux.decryption?.secretName,
        from: 'flux.decryption.secretName',
        holds: 'Private keys of SOPS, in keys that end with .agekey or .asc, or credentials of a key service.',
      },
    ].flatMap(({ name, ...rest }) => (name === undefined ? [] : [{ namespace, name, ...rest }])),
    ...(cluster.registry.charts?.secretName === undefined
      ? []
      : [
          {
            namespace,
            name: cluster.registry.charts.secretName,
            from: 'registry.charts.secretName',
            holds: cluster.registry.charts.url.startsWith('oci:')
              ? `Type kubernetes.io/dockerconfigjson: ${DOCKER_CONFIG}.`
              : 'Keys username and password, for the chart repository.',
          },
        ]),
    ...kinds.flatMap((kind): readonly ProvidedSecret[] => {
      const key = FLUX_CREDENTIALS[kind];
      if (key === undefined || kind === 'email') return [];
      const holds = `Key ${key}: the ${CREDENTIALS[kind].what}.`;
      return [{ namespace, name: prefixed(kind), from: `alerting.${kind}`, holds }];
    }),
  ];
}
