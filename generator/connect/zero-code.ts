/** What an application needs that the operator of its cluster instruments: an annotation, if the cluster can do that at all. */
import { type InjectedLanguage, instrumentation, isInjected } from '../components/instrumentation/handle.ts';
import { TELEMETRY_LABEL } from '../kubernetes/metadata.ts';
import type { LevelGraph } from '../stack/graph.ts';
import { type Connection, projectOf } from './connection.ts';
import type { Instructions } from './files.ts';
import { LANGUAGES, type Language } from './languages.ts';
import { egressPolicy } from './manifests.ts';

/** As the operator calls them; what is not here cannot be instrumented from outside. */
const INJECTED: Readonly<Record<Language, InjectedLanguage | undefined>> = {
  python: 'python',
  typescript: 'nodejs',
  otel: undefined,
};

/** The problem says what to set, where the cluster does not instrument applications in this language. */
export function zeroCodeFor(
  connection: Connection,
  language: Language,
  graph: LevelGraph,
): Instructions | { readonly problem: string } {
  const injected = INJECTED[language];
  if (injected === undefined) {
    const others = LANGUAGES.filter((other) => INJECTED[other] !== undefined);
    return {
      problem: `--language ${language} has no zero-code instrumentation\n  hint: use --language ${others.join(' or ')}`,
    };
  }
  const { stack } = graph;
  if (!stack.deploys(instrumentation))
    return {
      problem: `${connection.cluster} does not instrument applications, because ${instrumentation.name} is ${graph.modeOf(instrumentation.name)} there\n  hint: set components.${instrumentation.name}.mode to managed, or run connect without --zero-code`,
    };
  if (!isInjected(stack.of(instrumentation), injected))
    return {
      problem: `${connection.cluster} has no image with the instrumentation for ${language}: that of OpenTelemetry records no calls of models\n  hint: build instrumentation/${injected} of the program, and set components.${instrumentation.name}.${injected}.image to the image`,
    };
  return {
    ...connection,
    language,
    variables: [],
    annotations: {
      [`instrumentation.opentelemetry.io/inject-${injected}`]: instrumentation.connection.reference(
        projectOf(connection.application.namespace, graph)?.name,
      ),
    },
    namespaceLabels: TELEMETRY_LABEL,
    networkPolicy: egressPolicy(connection.application, graph),
    examples: [],
  };
}
