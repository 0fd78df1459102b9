/** What resolution needs to know of a component: its name, its modes and the schema of its settings. */
import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import type { Mode, Size } from '../model.ts';
import { advised } from './advice.ts';
import { FOLDER } from './folder.ts';
import { directiveMistakes } from './patch-directive.ts';
import { placement } from './placement.ts';
import { version } from './quantities.ts';
import { mistakeInPatch } from './user-patch.ts';

export interface ComponentInput {
  readonly name: string;
  readonly description: string;
  readonly modes: readonly [Mode, ...Mode[]];
  readonly settings: z.ZodObject;
  readonly sizes?: Readonly<Record<Size, JsonObject>>;
  /** Settings that clusters cannot share, so they are allowed in cluster.yaml only. */
  readonly clusterOnly?: readonly string[];
  readonly chart?: { readonly name: string; readonly version: string };
  readonly upstream?: { readonly version: string };
  /** Where its pods are placed; undefined for a component without pods. */
  readonly pods?: object;
}

/** A single file is not accepted: Kustomize reads no files outside the folder that it builds, but it builds other folders. */
const FILE = /\.ya?ml$/;

const field = z.string().optional();
const selector = z.strictObject({
  group: field.meta({ examples: ['postgresql.cnpg.io'] }).describe('API group, e.g. postgresql.cnpg.io.'),
  version: field.meta({ examples: ['v1'] }).describe('API version, e.g. v1.'),
  kind: field.meta({ examples: ['NetworkPolicy'] }).describe('Kind, e.g. NetworkPolicy.'),
  name: field.meta({ examples: ['langfuse-web'] }).describe('Name of the object.'),
  namespace: field.meta({ examples: ['lang-observatory'] }).describe('Namespace of the object.'),
  labelSelector: field.meta({ examples: ['app=web'] }).describe('Label selector of the objects.'),
  annotationSelector: field.meta({ examples: ['team=search'] }).describe('Annotation selector of the objects.'),
});

/** What a user can add to a component at one level. It is part of the layer of that level only. */
const additionFields = {
  values: z
    .record(z.string(), z.unknown())
    .meta({ examples: [{ 'grafana.ini': { users: { default_theme: 'light' } } }] })
    .default({})
    .superRefine((values, context) => {
      for (const { path, message, hint } of directiveMistakes(values))
        context.addIssue({ ...advised(message, hint), path: [...path] });
    })
    .describe(
      'Raw Helm values of the chart; they override the values that the settings produce. Lists are merged by the keys of their items.',
    ),
  patches: z
    .array(
      z
        .strictObject({
          target: selector.optional().describe('What to patch, as in a kustomization.'),
          patch: z
            .string()
            .min(1)
            .meta({ examples: ['{kind: ConfigMap, apiVersion: v1, metadata: {name: acme}, data: {team: search}}'] })
            .describe('A strategic merge or JSON 6902 patch.'),
        })
        .superRefine(({ target, patch }, context) => {
          const message = mistakeInPatch(patch, target !== undefined);
          if (message !== undefined) context.addIssue({ code: 'custom', path: ['patch'], message });
        }),
    )
    .default([])
    .describe('Kustomize patches for the manifests beside the Helm release.'),
  manifests: z
    .array(
      z
        .string()
        .regex(FOLDER, { error: 'is not a folder of this fleet, written relative to the folder of fleet.yaml' })
        .refine((path) => !FILE.test(path), {
          error: 'is a file, and Kustomize only reads folders outside its own folder',
        })
        .meta({ title: 'path', examples: ['manifests/acme'] }),
    )
    .default([])
    .describe('Folders of your own manifests, each with a kustomization.yaml, relative to the folder of fleet.yaml.'),
};

export const additionsSchema = z.strictObject(additionFields);

/** Names of the fields that are not merged as settings. */
export const ADDITION_KEYS: readonly string[] = Object.keys(additionFields);

/** All versions of one upstream have the same form: with a leading `v`, or without. */
function pinOf({ chart, upstream }: ComponentInput): typeof version {
  const isPrefixed = (chart ?? upstream)?.version.startsWith('v') === true;
  const example = (chart ?? upstream)?.version;
  return version.meta({ examples: example === undefined ? [] : [example] }).superRefine((pinned, context) => {
    if (pinned.startsWith('v') === isPrefixed) return;
    const bare = pinned.replace(/^v/, '');
    context.addIssue(
      advised('is not how upstream names its versions', `did you mean ${isPrefixed ? 'v' : ''}${bare}?`),
    );
  });
}

/** A component's own settings with those that every component has. */
export function settingsSchema(component: ComponentInput): z.ZodObject {
  const schema = SCHEMAS.get(component) ?? madeFor(component);
  SCHEMAS.set(component, schema);
  return schema;
}

/** Zod compiles a schema when it is first used, which takes longer than using it. */
const SCHEMAS = new WeakMap<ComponentInput, z.ZodObject>();

function madeFor(component: ComponentInput): z.ZodObject {
  return component.settings.strict().extend({
    mode: z
      .enum(component.modes)
      .default(component.modes[0])
      .describe('How the component is provided; managed means that the stack deploys it.'),
    ...(component.chart === undefined && component.upstream === undefined
      ? {}
      : { version: pinOf(component).optional().describe('Pins the version of the chart or of upstream.') }),
    ...(component.pods === undefined
      ? {}
      : {
          placement: placement.describe(
            'Where its pods may run: the fields of `placement` of the level, over what is said there.',
          ),
        }),
  });
}
