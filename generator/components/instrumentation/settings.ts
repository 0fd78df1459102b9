/** Settings of zero-code instrumentation: what is put into pods, and whether it records what people write. */
import * as z from 'zod';
import type { CommonSettings } from '../../fleet/model.ts';
import { foreignName } from '../../fleet/schema/plain-text.ts';

export const INJECTED_LANGUAGES = ['python', 'nodejs'] as const;
export type InjectedLanguage = (typeof INJECTED_LANGUAGES)[number];

/** As the operator has it (open-telemetry/opentelemetry-operator:versions.txt); it has an instrumentation of OpenAI's library. */
const NODEJS_IMAGE = 'ghcr.io/open-telemetry/opentelemetry-operator/autoinstrumentation-nodejs:0.78.0';

export const settings = z.strictObject({
  captureContent: z
    .boolean()
    .default(false)
    .describe('Whether the spans of calls have prompts and answers in them, which may be personal data.'),
  python: z
    .strictObject({
      image: foreignName
        .meta({ examples: ['registry.acme.io/llm-instrumentation-python:1'] })
        .optional()
        .describe(
          'Image with the packages for Python, built from instrumentation/python of the program. Without one no Python application is instrumented: the image of OpenTelemetry records no calls of models.',
        ),
    })
    .prefault({})
    .describe('Applications in Python.'),
  nodejs: z
    .strictObject({
      image: foreignName
        .meta({ examples: ['registry.acme.io/llm-instrumentation-nodejs:1'] })
        .default(NODEJS_IMAGE)
        .describe(
          'Image with the packages for Node.js. That of OpenTelemetry records the calls of the library openai only.',
        ),
    })
    .prefault({})
    .describe('Applications in Node.js.'),
});

export type InstrumentationSettings = z.output<typeof settings> & CommonSettings;
