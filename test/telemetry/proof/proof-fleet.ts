/**
 * A fleet of one small cluster, generated as any other, and what its engine would install: merged values and built manifests.
 * Only addresses differ from a real one, because there is no cluster DNS; they are said where a user says them, in the input.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { REGISTRY } from '../../../generator/components/registry.ts';
import { connectionOf } from '../../../generator/connect/connection.ts';
import { type Instructions, instructionsFor } from '../../../generator/connect/files.ts';
import type { Language } from '../../../generator/connect/languages.ts';
import type { Json, JsonObject } from '../../../generator/data/json.ts';
import type { Cluster, Fleet } from '../../../generator/fleet/model.ts';
import { mergeValues } from '../../../generator/fleet/resolve/merge.ts';
import { generateFiles } from '../../../generator/generate.ts';
import { composeFleet } from '../../../generator/layers/compose.ts';
import { buildGraph } from '../../../generator/stack/graph.ts';
import type { Subject } from '../../../generator/verify/subject.ts';
import { describedFleet } from '../../described-fleet.ts';
import { inputFiles } from '../../input-files.ts';
import { realTool } from '../../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../../temporary-folder.ts';

export const CLUSTER = 'proof-1';
export const ENVIRONMENT = 'proof';

/** The Secret with the addresses of Alertmanager's receivers. */
export const RECEIVERS = 'proof-receivers';

const object = z.record(z.string(), z.json());

export interface Installed {
  /** What `connect` says for an application on this cluster. */
  instructions(language: Language): Instructions;
  /** Merged Helm values of a component, as Helm gets them. */
  values(component: string): JsonObject;
  /** Manifests beside the releases, of every component. */
  readonly manifests: readonly JsonObject[];
  /** The dashboards' JSON. */
  readonly dashboards: readonly string[];
}

/** `settings` are components' settings, as cluster.yaml says them. */
export async function installProofFleet(settings: Readonly<Record<string, Json>>): Promise<Installed> {
  const fleet = resolve(settings);
  return inTemporaryFolder(async (folder) => {
    const files = new Map([...generateFiles(fleet, REGISTRY)].map(({ path, text }) => [path, text]));
    writeFiles(folder, files);
    const composed = composeFleet(fleet, REGISTRY);
    const cluster = fleet.clusters[0] ?? fail('no cluster');
    const { placements } = composed.cluster(cluster);
    const kustomize = await realTool('kustomize');
    const manifests: JsonObject[] = [];
    for (const { buildFolder } of placements) {
      if (!files.has(`${buildFolder}/kustomization.yaml`)) continue;
      const { stdout } = await promisify(execFile)(kustomize, ['build', buildFolder], {
        cwd: folder,
        maxBuffer: 2 ** 26,
      });
      manifests.push(...parseAllDocuments(stdout).map((each) => object.parse(each.toJS())));
    }
    return {
      instructions: (language) => instructionsOf(fleet, cluster, language),
      manifests,
      dashboards: [...files].filter(([path]) => /^dashboards\/.*\.json$/.test(path)).map(([, text]) => text),
      values: (name) => {
        const placement = placements.find(({ component }) => component.name === name) ?? fail(`no ${name}`);
        return placement.values
          .map(({ folder: layer }) => object.parse(parse(files.get(`${layer}/values.yaml`) ?? '')))
          .reduce(mergeValues, {});
      },
    };
  });
}

function instructionsOf(fleet: Fleet, cluster: Cluster, language: Language): Instructions {
  const graph = buildGraph(fleet, cluster, REGISTRY);
  const connection = connectionOf(cluster, graph, { name: 'assistant', namespace: 'assistants' });
  return instructionsFor(connection ?? fail('the cluster has no collector'), language, graph);
}

/** The cluster and its graph, as `verify` reads them. */
export function proofSubject(settings: Readonly<Record<string, Json>>): Subject {
  const fleet = resolve(settings);
  const cluster = fleet.clusters[0] ?? fail('no cluster');
  return { cluster, graph: buildGraph(fleet, cluster, REGISTRY) };
}

function resolve(components: Readonly<Record<string, Json>>): Fleet {
  const fleet = {
    environments: { [ENVIRONMENT]: { size: 'small' } },
    alerting: {
      webhook: { secretName: RECEIVERS, severity: 'info' },
      watchdog: { secretName: RECEIVERS },
      // The default waits for longer than the test runs.
      grouping: { wait: '1s' },
    },
    budget: { usdPerDay: 100 },
  };
  const cluster = {
    environment: ENVIRONMENT,
    components: mergeValues(
      {
        issuers: { kind: 'self-signed' },
        // Off by default in a small cluster.
        postgres: { backup: { enabled: true } },
      },
      components,
    ),
  };
  return describedFleet(inputFiles({ fleet, clusters: { [CLUSTER]: cluster } }));
}

function fail(what: string): never {
  throw new Error(what);
}
