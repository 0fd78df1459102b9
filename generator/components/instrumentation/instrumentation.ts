/**
 * Zero-code instrumentation: one Instrumentation that pods of any namespace with the telemetry label name in an annotation. The operator,
 * ours or somebody else's, then copies the packages of an image into the pod and sets the variables that start them.
 */
import type { JsonObject } from '../../data/json.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import { namespaced } from '../../kubernetes/metadata.ts';
import { RESTRICTED_CONTAINER, RESTRICTED_POD, resources as usage } from '../../kubernetes/security.ts';
import { serviceUrl } from '../../kubernetes/service-url.ts';
import { defineComponent, type Mistake, type Stack } from '../../stack/component.ts';
import { langfuse, type Project, projectsOf } from '../langfuse/handle.ts';
import { doorService } from '../otel-collector/projects.ts';
import { takersOf } from '../otel-collector/takers.ts';
import { otelGateway } from '../otel-gateway/handle.ts';
import { otelOperator } from '../otel-operator/handle.ts';
import { instrumentation, isInjected } from './handle.ts';
import { INJECTED_LANGUAGES, type InjectedLanguage, type InstrumentationSettings, settings } from './settings.ts';

/** Anybody but root: the image of OpenTelemetry names no user, and a pod may forbid root without naming one either. */
const USER = 65532;

export const instrumentationComponent = defineComponent(instrumentation, {
  description: 'Zero-code instrumentation: an annotation is all that an application needs to send telemetry.',
  modes: ['disabled', 'managed'],
  settings,
  requires: () => [otelOperator, otelGateway],
  mistakes: (s, stack) => droppedAnyway(s, stack),
  manifests: (s, stack) =>
    [undefined, ...projectsOf(stack.of(langfuse))].map((project) => instrumentationOf(s, stack, project)),
});

/** Whoever asks for prompts and answers, and has the collector drop them, gets none. */
function droppedAnyway(s: InstrumentationSettings, stack: Stack): readonly Mistake[] {
  if (!s.captureContent || stack.of(otelGateway).content !== 'drop') return [];
  return [
    {
      code: 'invalid-value',
      path: ['captureContent'],
      message: 'has no effect, because otel-gateway drops prompts and answers',
      hint: 'remove it, or set components.otel-gateway.content: keep',
    },
  ];
}

/** The applications of a project have another address to send to. */
function instrumentationOf(s: InstrumentationSettings, stack: Stack, project: Project | undefined): Manifest {
  const { name, namespace, connection } = instrumentation;
  const { service: all, httpPort } = otelGateway.connection;
  const service = project === undefined ? all : doorService(all, project);
  return {
    apiVersion: 'opentelemetry.io/v1alpha1',
    kind: 'Instrumentation',
    metadata: namespaced(connection.object(project?.name), namespace.name, { component: name }),
    spec: {
      exporter: { endpoint: serviceUrl({ service, port: httpPort }) },
      propagators: ['tracecontext', 'baggage'],
      sampler: { type: 'parentbased_always_on' },
      initContainerSecurityContext: { ...RESTRICTED_POD, ...RESTRICTED_CONTAINER, runAsUser: USER, runAsGroup: USER },
      env: variables({
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        ...Object.fromEntries(
          Object.entries(takersOf(stack)).map(([signal, taker]) => [
            `OTEL_${signal.toUpperCase()}_EXPORTER`,
            taker === null ? 'none' : 'otlp',
          ]),
        ),
      }),
      ...Object.fromEntries(
        INJECTED_LANGUAGES.filter((language) => isInjected(s, language)).map((language) => [
          language,
          {
            image: s[language].image ?? '',
            resourceRequirements: usage('10m', '32Mi', '128Mi'),
            env: variables(OWN[language](s.captureContent)),
          },
        ]),
      ),
    },
  };
}

const CAPTURE = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';

/** The variables of one language. Each library has its own words for capturing content. */
const OWN: Readonly<Record<InjectedLanguage, (captures: boolean) => Readonly<Record<string, string>>>> = {
  // open-telemetry/opentelemetry-python-contrib:util/opentelemetry-util-genai/src/opentelemetry/util/genai/utils.py
  python: (captures) => ({ [CAPTURE]: captures ? 'SPAN_ONLY' : 'NO_CONTENT' }),
  nodejs: (captures) => ({
    // open-telemetry/opentelemetry-js-contrib:packages/instrumentation-openai/src/instrumentation.ts
    [CAPTURE]: String(captures),
    // Everything else that the image has would add spans and series that are not about models.
    OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'openai',
    // The collector makes labels of resource attributes: command lines and process ids have no place in a series.
    OTEL_NODE_RESOURCE_DETECTORS: 'env',
  }),
};

function variables(values: Readonly<Record<string, string>>): readonly JsonObject[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
