/** Where the traces of a cluster go, in every mode of Langfuse. */
import { portOf } from '../../fleet/schema/quantities.ts';
import { serviceUrl } from '../../kubernetes/service-url.ts';
import type { Stack } from '../../stack/component.ts';
import { defineHandle, type PodLabels } from '../../stack/handle.ts';
import { STACK } from '../../stack/namespaces.ts';
import { LANGFUSE_PROJECT_KEYS } from './secrets.ts';
import type { LangfuseSettings } from './settings.ts';
import { ORGANIZATION } from './variables.ts';

export { EXPIRING_TABLES } from './expiring-tables.ts';
/** The image with Node.js that is on every cluster with Langfuse, and the user that it runs as. */
export { webImage } from './images.ts';
export { USER as LANGFUSE_USER } from './user.ts';

export const LANGFUSE_WEB = { service: 'langfuse-web', port: 3000 } as const;
/** The chart gives the worker no Service; ours is for the probes. */
export const LANGFUSE_WORKER = { service: 'langfuse-worker', port: 3030 } as const;

export interface LangfuseConnection {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** The Secret with the authorities of its certificate; undefined for public authorities. */
  readonly caSecretName: string | undefined;
  /** The Secret with the keys of the project. */
  readonly secretName: string;
  /** Whether the user provides the Secret. */
  readonly isUserProvided: boolean;
}

export const langfuse = defineHandle<LangfuseSettings>()({
  name: 'langfuse',
  namespace: STACK,
  workloads: {
    web: { podLabels: labels('web') },
    worker: { podLabels: labels('worker') },
    // Jobs that make further projects.
    projects: {
      podLabels: { 'app.kubernetes.io/name': 'langfuse-projects', 'app.kubernetes.io/instance': 'langfuse' },
    },
    // A Job that makes the schemas of the databases.
    migrations: {
      podLabels: { 'app.kubernetes.io/name': 'langfuse-migrations', 'app.kubernetes.io/instance': 'langfuse' },
    },
    // The CronJob that deletes what is too old.
    retention: {
      podLabels: { 'app.kubernetes.io/name': 'langfuse-retention', 'app.kubernetes.io/instance': 'langfuse' },
    },
  },
  probes: {
    health: 'langfuse-health',
    ready: 'langfuse-ready',
    worker: 'langfuse-worker',
    /** By the public host name. */
    ui: 'langfuse-ui',
  },
  connection: langfuseConnection,
});

function labels(app: 'web' | 'worker'): PodLabels {
  return { 'app.kubernetes.io/name': 'langfuse', 'app.kubernetes.io/instance': 'langfuse', app };
}

function langfuseConnection({ mode, external }: LangfuseSettings): LangfuseConnection {
  if (mode !== 'external' || external === undefined) {
    const { port } = LANGFUSE_WEB;
    return {
      url: serviceUrl(LANGFUSE_WEB),
      port,
      caSecretName: undefined,
      secretName: LANGFUSE_PROJECT_KEYS,
      isUserProvided: false,
    };
  }
  const { url, secretName = LANGFUSE_PROJECT_KEYS } = external;
  return {
    url: withoutSlashes(url),
    port: portOf(url),
    caSecretName: external.caSecretName,
    secretName,
    isUserProvided: external.secretName !== undefined,
  };
}

function withoutSlashes(url: string): string {
  let end = url.length;
  while (url[end - 1] === '/') end -= 1;
  return url.slice(0, end);
}

/** Whether there is a Langfuse for the traces, managed or external. */
export function takesTraces({ mode }: LangfuseSettings): boolean {
  return mode !== 'disabled';
}

/** Whether what is too old is deleted: on a cluster that runs Langfuse itself. */
export function hasRetention(stack: Pick<Stack, 'of' | 'deploys'>): boolean {
  return stack.deploys(langfuse) && stack.of(langfuse).retentionDays !== undefined;
}

export interface Project {
  readonly name: string;
  /** In Langfuse. */
  readonly id: string;
  readonly title: string;
  readonly organization: { readonly id: string; readonly title: string };
  /** Whose pods send to it. */
  readonly namespaces: readonly string[];
  /** With its keys. */
  readonly secretName: string;
}

/** The one that every Langfuse has: of applications in the namespaces of no other. */
export function initialProject({ organization, project }: LangfuseSettings): Project {
  return {
    name: 'default',
    id: 'observatory-default',
    title: project,
    organization: { id: ORGANIZATION, title: organization },
    namespaces: [],
    secretName: LANGFUSE_PROJECT_KEYS,
  };
}

/** Further ones, of a Langfuse that the stack deploys. */
export function projectsOf(s: LangfuseSettings): readonly Project[] {
  if (s.mode !== 'managed') return [];
  return s.projects.map(({ name, title = name, organization, namespaces }) => ({
    name,
    id: `observatory-${name}`,
    title,
    organization:
      organization === undefined
        ? { id: ORGANIZATION, title: s.organization }
        : { id: organization, title: organization },
    namespaces,
    secretName: `langfuse-project-${name}`,
  }));
}
