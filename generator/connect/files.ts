/** What `connect` gives for an application: the facts, and the files that make them real. */

import { otelGateway } from '../components/otel-gateway/handle.ts';
import type { JsonObject } from '../data/json.ts';
import { emitYaml } from '../data/yaml.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import { STACK_NAMESPACE, TELEMETRY_LABEL } from '../kubernetes/metadata.ts';
import { KUSTOMIZATION } from '../kustomize/kustomization.ts';
import type { LevelGraph } from '../stack/graph.ts';
import { renderTemplate } from '../templates/render.ts';
import { shellWord } from '../text/shell.ts';
import type { GeneratedFile } from '../tree/file-tree.ts';
import type { Connection } from './connection.ts';
import { environmentOf, type Variable } from './environment.ts';
import { type Example, exampleFiles, examplesFor } from './examples.ts';
import type { Language } from './languages.ts';
import { annotationPatch, deploymentPatch, egressPolicy, namespaceLabel } from './manifests.ts';

export interface Instructions extends Connection {
  readonly language: Language;
  readonly variables: readonly Variable[];
  /** Of the pods, where the operator instruments them; then there are no variables and no examples. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly networkPolicy: Manifest;
  readonly examples: readonly Example[];
}

export function instructionsFor(connection: Connection, language: Language, graph: LevelGraph): Instructions {
  return {
    ...connection,
    language,
    variables: environmentOf(connection, language),
    namespaceLabels: TELEMETRY_LABEL,
    networkPolicy: egressPolicy(connection.application, graph),
    examples: examplesFor(language, connection),
  };
}

/** Paths are relative to the folder that the user names. The README comes first, because it explains the rest. */
export function connectFiles(instructions: Instructions): readonly GeneratedFile[] {
  const { application, cluster, variables, annotations, networkPolicy, examples } = instructions;
  const yaml = (path: string, about: string, object: JsonObject): GeneratedFile => ({
    path,
    text: `# ${application.name} on ${cluster}: ${about}\n${emitYaml(object)}`,
  });
  return [
    {
      path: 'README.md',
      text: renderTemplate(`connect/${annotations === undefined ? '' : 'zero-code/'}README.md`, readme(instructions)),
    },
    yaml('kustomization.yaml', 'README.md explains why network-policy.yaml is not included.', {
      ...KUSTOMIZATION,
      resources: ['namespace.yaml'],
    }),
    yaml(
      'namespace.yaml',
      'the label that lets the collector accept traffic from the namespace.',
      namespaceLabel(application),
    ),
    yaml('network-policy.yaml', 'allows egress to the collector, where the namespace denies egress.', networkPolicy),
    yaml(
      'deployment-patch.yaml',
      annotations === undefined
        ? 'a patch for the Deployment, whose container has the same name.'
        : 'a patch for the Deployment: the annotation by which its pods are instrumented.',
      annotations === undefined ? deploymentPatch(application, variables) : annotationPatch(application, annotations),
    ),
    ...examples.flatMap(exampleFiles),
  ];
}

/** The fields of the README's template. */
function readme(instructions: Instructions): object {
  const { endpoints, signals, namespaceLabels, variables, annotations, examples } = instructions;
  return {
    ...instructions,
    service: new URL(endpoints.http).hostname.split('.')[0] ?? '',
    port: otelGateway.connection.httpPort,
    stackNamespace: STACK_NAMESPACE,
    label: Object.entries(namespaceLabels)
      .map(([key, value]) => `${key}=${value}`)
      .join(' '),
    signals: Object.entries(signals).map(([signal, taker]) => ({ signal, taker })),
    variables: variables.map(({ name, value, purpose }) => ({
      name,
      value: typeof value === 'string' ? value : `the pod's ${value.fieldPath}`,
      purpose,
    })),
    exports: variables.flatMap(deskExport),
    python: instructions.language === 'python',
    annotation: Object.entries(annotations ?? {}).map(([key, value]) => `${key}: ${value}`),
    openlit: examples.some(({ name }) => name === 'openlit'),
  };
}

/** At somebody's desk the collector is behind a port-forward, and there is no pod to take the name of. */
function deskExport({ name, value }: Variable): readonly string[] {
  if (typeof value !== 'string') return [];
  const here = name === 'OTEL_EXPORTER_OTLP_ENDPOINT' ? `http://127.0.0.1:${otelGateway.connection.httpPort}` : value;
  return [`export ${name}=${shellWord(here.replace('$(POD_NAME)', 'desk'))}`];
}
