import { defineHandle } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import type { InjectedLanguage, InstrumentationSettings } from './settings.ts';

/** The name of the Instrumentation, which is another one for a project of Langfuse. */
function objectOf(project: string | undefined): string {
  return project === undefined ? 'lang-observatory' : `lang-observatory-${project}`;
}

export const instrumentation = defineHandle<InstrumentationSettings>()({
  name: 'instrumentation',
  namespace: STACK,
  // What the annotation of a pod names: the namespace of the Instrumentation, and its name.
  connection: { reference: (project?: string) => `${STACK.name}/${objectOf(project)}`, object: objectOf },
});

/** Whether pods in a language can be instrumented: where somebody has said the image. */
export function isInjected(s: InstrumentationSettings, language: InjectedLanguage): boolean {
  return s[language].image !== undefined;
}

export type { InjectedLanguage };
