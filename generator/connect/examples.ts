/** The example programs: which there are for a language, what they are made of and what they need of a cluster. */

import { renderTemplate } from '../templates/render.ts';
import type { GeneratedFile } from '../tree/file-tree.ts';
import type { Connection } from './connection.ts';
import type { Language } from './languages.ts';

export interface Example {
  /** Folder in which it is written. */
  readonly name: string;
  readonly title: string;
  readonly about: string;
  /** The folder of its templates, and the files in it. */
  readonly templates: string;
  readonly files: readonly string[];
  /** What to run in its folder, one command a line. */
  readonly run: readonly string[];
  /** Whether it is of use only where Langfuse takes traces. */
  readonly needsLangfuse: boolean;
}

const PYTHON_RUN = [
  'python -m venv .venv && .venv/bin/pip install -r requirements.txt',
  '.venv/bin/python application.py',
] as const;

const LANGFUSE_ABOUT =
  'The SDK of Langfuse, which sends through the collector: sessions, users and decorators, without a key in the application.';

const EXAMPLES: Readonly<Record<Language, readonly Example[]>> = {
  python: [
    {
      name: 'openlit',
      title: 'OpenLIT',
      about:
        'With one line, every call of a model, a vector database or an agent framework becomes a span and part of the metrics, with its cost.',
      templates: 'openlit',
      files: ['application.py', 'requirements.txt', 'pricing.json'],
      run: PYTHON_RUN,
      needsLangfuse: false,
    },
    {
      name: 'langfuse',
      title: "Langfuse's SDK",
      about: `${LANGFUSE_ABOUT} It records only traces: for metrics use OpenLIT.`,
      templates: 'langfuse-python',
      files: ['application.py', 'requirements.txt'],
      run: PYTHON_RUN,
      needsLangfuse: true,
    },
  ],
  typescript: [
    {
      name: 'langfuse',
      title: "Langfuse's SDK",
      about: `${LANGFUSE_ABOUT} It records only traces: the example adds the two metrics that dashboards read.`,
      templates: 'langfuse-typescript',
      files: ['application.ts', 'package.json'],
      run: ['npm install', 'npm start'],
      needsLangfuse: true,
    },
  ],
  otel: [
    {
      name: 'opentelemetry',
      title: 'OpenTelemetry',
      about:
        'Spans and metrics that follow the semantic conventions for generative AI, with only the OpenTelemetry SDK: in Python here, and the same in any language.',
      templates: 'opentelemetry',
      files: ['application.py', 'requirements.txt'],
      run: PYTHON_RUN,
      needsLangfuse: false,
    },
  ],
};

/** What a language has that is of use on the cluster; none where everything it has needs a Langfuse that is not there. */
export function examplesFor(language: Language, { langfuse }: Connection): readonly Example[] {
  return EXAMPLES[language].filter(({ needsLangfuse }) => langfuse !== null || !needsLangfuse);
}

export function exampleFiles({ name, templates, files }: Example): readonly GeneratedFile[] {
  return files.map((file) => ({ path: `${name}/${file}`, text: renderTemplate(`connect/${templates}/${file}`, {}) }));
}
