/** Where the traces of a cluster go, whoever runs Langfuse. */
import { portOf } from '../../fleet/schema/quantities.ts';
import { serviceUrl } from '../../kubernetes/service-url.ts';
import { LANGFUSE_PROJECT_KEYS } from './secrets.ts';
import type { LangfuseSettings } from './settings.ts';

export const LANGFUSE_WEB = { service: 'langfuse-web', port: 3000 } as const;

export interface LangfuseConnection {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** The Secret with the authorities of its certificate; undefined for those that everybody trusts. */
  readonly caSecretName: string | undefined;
  /** The Secret with the keys of the project. */
  readonly secretName: string;
  /** Whether the Secret is there without us. */
  readonly isBrought: boolean;
}

/** Flows to it go to `langfuse/web`. */
export function langfuseConnection({ mode, external }: LangfuseSettings): LangfuseConnection {
  if (mode !== 'external' || external === undefined) {
    const { port } = LANGFUSE_WEB;
    return {
      url: serviceUrl(LANGFUSE_WEB),
      port,
      caSecretName: undefined,
      secretName: LANGFUSE_PROJECT_KEYS,
      isBrought: false,
    };
  }
  const { url, secretName = LANGFUSE_PROJECT_KEYS } = external;
  return {
    url: withoutSlashes(url),
    port: portOf(url),
    caSecretName: external.caSecretName,
    secretName,
    isBrought: external.secretName !== undefined,
  };
}

function withoutSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === '/') end -= 1;
  return url.slice(0, end);
}

/** Whether there is a Langfuse for the traces, here or elsewhere. */
export function takesTraces({ mode }: LangfuseSettings): boolean {
  return mode !== 'disabled';
}

/** What a collector requires that sends its traces to Langfuse itself. */
export function langfuseRequirements(langfuse: LangfuseSettings): readonly string[] {
  return ['langfuse', ...(langfuseConnection(langfuse).isBrought ? [] : ['credentials'])];
}
