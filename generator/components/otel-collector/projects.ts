/**
 * The way of traces to a project of Langfuse. Each project has a door of its own at the gateway: two ports that the NetworkPolicy opens to
 * the namespaces of the project, which send nowhere else. So the project follows from where a request comes from, and nothing that an application
 * says of itself changes it. The gateway writes it on the resource, for the samplers behind it.
 */

import { createHash } from 'node:crypto';
import type { JsonObject } from '../../data/json.ts';
import type { ResourceSettings } from '../../kubernetes/resources.ts';
import { fromSecret } from '../../kubernetes/secret-variable.ts';
import type { LangfuseConnection, Project } from '../langfuse/handle.ts';
import { langfuseExporter, TO_LANGFUSE } from './configuration.ts';
import type { WhenFull } from './limits.ts';

const ATTRIBUTE = 'lang_observatory.project';

/** Of what comes through no door. No project has this name. */
export const INITIAL = 'default';

export interface Door {
  readonly grpcPort: number;
  readonly httpPort: number;
}

const FIRST_PORT = 20_000;
const DOORS = 5000;

/** By the name alone: if others moved when one is added, a pod that is not replaced yet would listen for another project at the same port. */
export function doorOf({ name }: Pick<Project, 'name'>): Door {
  const number = createHash('sha256').update(name).digest().readUInt32BE() % DOORS;
  const grpcPort = FIRST_PORT + 2 * number;
  return { grpcPort, httpPort: grpcPort + 1 };
}

/** Its Service has the ports of the collector's. */
export function doorService(gateway: string, { name }: Pick<Project, 'name'>): string {
  return `${gateway}-${name}`;
}

/** The name of what belongs to a project: a receiver, a processor, a pipeline. */
export function ofProject(kind: string, { name }: Pick<Project, 'name'>): string {
  return `${kind}/${name}`;
}

/** A processor that says which project a span belongs to, whatever it says itself. */
export function projectAttribute(name: string): JsonObject {
  return { attributes: [{ key: ATTRIBUTE, value: name, action: 'upsert' }] };
}

/** A filter that leaves the spans of one project. */
export function onlyProject(name: string): JsonObject {
  return { error_mode: 'propagate', trace_conditions: [`resource.attributes["${ATTRIBUTE}"] != "${name}"`] };
}

/** Exporters with the keys of each project. */
export function projectExporters(
  projects: readonly Project[],
  connection: LangfuseConnection,
  resources: ResourceSettings,
  whenFull: WhenFull,
): JsonObject {
  return Object.fromEntries(
    projects.map((project) => [
      ofProject(TO_LANGFUSE, project),
      langfuseExporter(connection, resources, { withKeys: true, whenFull, variable: variableOf(project) }),
    ]),
  );
}

/** Environment variables with the keys of each project. */
export function projectKeys(projects: readonly Project[]): readonly JsonObject[] {
  return projects.map((project) => fromSecret(variableOf(project), project.secretName, 'authorization'));
}

/** Names have no underscores, so two projects never have the same. */
function variableOf({ name }: Project): string {
  return `LANGFUSE_AUTHORIZATION_${name.toUpperCase().replaceAll('-', '_')}`;
}
