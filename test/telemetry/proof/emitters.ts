/** SDKs that record calls of models, each a real program of its own, beside the OpenLIT of `application.ts`. */
import { join } from 'node:path';
import { npmPackages } from '../../tools/npm.ts';
import { pythonWith } from '../../tools/python.ts';
import { environmentOf, runExample, runProgram, type Surroundings } from './application.ts';
import type { Call } from './openai-stub.ts';

const PROGRAMS = join(import.meta.dirname, 'emitters');
const PACKAGES = join(import.meta.dirname, '../../tools/openai-instrumentation');

/** Labels of a series that a call is in; a label that it lacks is not there. */
export interface Labels {
  readonly gen_ai_operation_name?: string;
  readonly gen_ai_provider_name?: string;
  readonly gen_ai_request_model?: string;
}

export interface Emitter {
  /** Of the service that it says to be. */
  readonly service: string;
  /** Programs with their versions, for the record. */
  readonly programs: string;
  /** What is recorded of a call; undefined where it sends no metrics. */
  readonly labels: ((call: Call) => Labels) | undefined;
  /** Whether a span is one of a call of the model, by its name. */
  readonly isCall: RegExp;
  /** Runs it to its end, when it has sent everything. `folder` is its own. */
  run(folder: string, surroundings: Surroundings): Promise<string>;
}

/** What the script `opentelemetry-instrument` does; the script itself knows only the folder in which it was installed. */
const INSTRUMENT = 'from opentelemetry.instrumentation.auto_instrumentation import run; run()';

/** Without a line of code. */
function zeroCode(service: string, requirements: string): Emitter['run'] {
  return async (folder, surroundings) => {
    const python = await pythonWith(join(PROGRAMS, requirements));
    return runProgram(python, ['-c', INSTRUMENT, python, join(PROGRAMS, 'calls.py')], {
      folder,
      environment: environmentOf(surroundings, 'python', service),
    });
  };
}

const byConventions = ({ kind, model }: Call): Labels => ({
  gen_ai_operation_name: kind === 'embedding' ? 'embeddings' : 'chat',
  gen_ai_provider_name: 'openai',
  gen_ai_request_model: model,
});

export const EMITTERS: readonly Emitter[] = [
  {
    service: 'official',
    programs: 'opentelemetry-instrumentation-genai-openai 1.3b0 with openai 3.57.0',
    labels: byConventions,
    isCall: /^(?:chat|embeddings) /,
    run: zeroCode('official', 'official.txt'),
  },
  {
    service: 'openllmetry',
    programs: "OpenLLMetry's opentelemetry-instrumentation-openai 0.62.4 with openai 3.57.0",
    // Its metrics have only the model that answered, and of a failure only the error.
    labels: (call) => (call.kind === 'error' ? {} : { ...byConventions(call), gen_ai_request_model: call.answered }),
    isCall: /^openai\.(?:chat|embeddings)$/,
    run: zeroCode('openllmetry', 'openllmetry.txt'),
  },
  {
    service: 'javascript',
    programs: '@opentelemetry/instrumentation-openai 0.21.0 with openai 6.49.0',
    labels: byConventions,
    isCall: /^(?:chat|embeddings) /,
    run: async (folder, surroundings) =>
      runProgram(process.execPath, [join(PROGRAMS, 'calls.cjs'), await npmPackages(PACKAGES)], {
        folder,
        environment: environmentOf(surroundings, 'typescript', 'javascript'),
      }),
  },
  {
    service: 'langfuse',
    programs: 'langfuse 5.0.4 with openai 3.57.0',
    labels: undefined,
    isCall: /^OpenAI-generation$/,
    run: async (folder, surroundings) =>
      runExample(
        'langfuse',
        { folder, requirements: join(PROGRAMS, 'langfuse.txt'), service: 'langfuse' },
        [],
        surroundings,
      ),
  },
];
