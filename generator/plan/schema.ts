/** The JSON Schema of what `plan --format json` prints. */
import * as z from 'zod';
import type { Json } from '../data/json.ts';
import { ENGINES } from '../fleet/model.ts';
import { DANGERS } from './dangers/dangers.ts';
import type { Release, Upstream } from './deployed/deployed.ts';
import type { FieldChange } from './difference/fields.ts';
import type { ObjectChange } from './difference/objects.ts';
import { type OwnName, PLACEHOLDERS } from './difference/placeholders.ts';
import type { Placeholder } from './difference/told-once.ts';
import type {
  ClusterPlace,
  ComponentChange,
  Danger,
  HubChange,
  InputChange,
  Plan,
  PlannedCluster,
  PlannedWave,
  Restart,
  Step,
  ValueChange,
} from './plan.ts';

const text = z.string();
const texts = z.array(text);

const value: z.ZodType<Json> = z.custom<Json>().describe('Any value.');

const fieldShape = {
  path: texts.describe('Keys of maps, and of items of lists; the index of an item that has no key.'),
  before: value.exactOptional(),
  after: value.exactOptional(),
};
export const fieldSchema = z
  .strictObject(fieldShape)
  .describe(
    'A field that differs: without `before` when it is new, without `after` when it is gone.',
  ) satisfies z.ZodType<FieldChange>;

const causes = texts
  .exactOptional()
  .describe(
    '`file:line field` of the input, on the first of the clusters. Absent where too much differs to look for it.',
  );

const valueChange = z.strictObject({ ...fieldShape, causes }) satisfies z.ZodType<ValueChange>;

const inputChange = z.strictObject({
  file: text,
  line: z.number().exactOptional().describe('Absent when the field is gone.'),
  ...fieldShape,
}) satisfies z.ZodType<InputChange>;

const objectFields = {
  fate: z
    .enum(['created', 'changed', 'removed', 'kept'])
    .describe('`kept`: no longer in Git, and left on the cluster as it is.'),
  apiVersion: text,
  kind: text,
  namespace: text.exactOptional().describe('Absent for objects of the whole cluster.'),
  name: text,
  fields: z.array(fieldSchema).describe('Of an object that is changed.'),
};
const object = z.strictObject(objectFields) satisfies z.ZodType<ObjectChange>;

const ownNames = Object.keys(PLACEHOLDERS) as readonly OwnName[];
const placeholder = z.strictObject({
  text: text.describe('What is written. It occurs nowhere else in what has it.'),
  of: z
    .enum(ownNames)
    .describe('`cluster`: the name of the cluster; `domain`, `environment`: that field of it in `clusters`.'),
}) satisfies z.ZodType<Placeholder>;
const placeholders = z
  .array(placeholder)
  .exactOptional()
  .describe('Texts that stand for a name of each of the clusters. Absent where all have the same.');

const hub = z.strictObject({
  ...objectFields,
  clusters: texts.exactOptional().describe('Those that each have one of it. Absent where it belongs to no cluster.'),
  placeholders,
}) satisfies z.ZodType<HubChange>;

const release = z.strictObject({
  name: text,
  namespace: text,
  repository: text.describe('Without `oci://`.'),
  chart: text,
  version: text,
}) satisfies z.ZodType<Release>;

const upstream = z.strictObject({ repository: text, path: text, version: text }) satisfies z.ZodType<Upstream>;

const restart = z.strictObject({
  workload: text.describe('Or the release of which it cannot be told which of its workloads restart.'),
  holdsData: z.boolean(),
}) satisfies z.ZodType<Restart>;

export const componentFate = z.enum(['created', 'changed', 'removed']);

const component = z.strictObject({
  component: text,
  fate: componentFate,
  clusters: texts.describe('All on which it changes alike.'),
  placeholders,
  release: z
    .strictObject({ before: release.exactOptional(), after: release.exactOptional() })
    .exactOptional()
    .describe('The Helm release, if it is another, new or gone.'),
  upstream: z
    .strictObject({ before: upstream.exactOptional(), after: upstream.exactOptional() })
    .exactOptional()
    .describe('Manifests of another repository, if they are others, new or gone.'),
  causes,
  values: z.array(valueChange).describe('Merged Helm values that differ, of a release that stays.'),
  objects: z.array(object).describe('Manifests around the release.'),
  restarts: z.array(restart).describe('Of a component that stays.'),
}) satisfies z.ZodType<ComponentChange>;

export const dangerSchema = z.strictObject({
  code: z.enum(Object.keys(DANGERS)).describe('docs/dangers.md says what each means.'),
  message: text,
  opened: z
    .strictObject({ peer: text, where: text })
    .exactOptional()
    .describe('What a NetworkPolicy lets in or out that it did not before, if that is one peer.'),
  component: text.exactOptional().describe('Absent when it concerns whole clusters.'),
  clusters: texts,
  placeholders,
}) satisfies z.ZodType<Danger>;

const placeFields = { engine: z.enum(ENGINES), environment: text, wave: text, ref: text };
const place = z.strictObject(placeFields) satisfies z.ZodType<ClusterPlace>;

const cluster = z.strictObject({
  name: text,
  domain: text.describe('Below which its hosts are.'),
  ...placeFields,
  fate: z.enum(['created', 'changed', 'removed', 'unchanged']),
  before: place.exactOptional().describe('Where it belonged before, if that was elsewhere.'),
  sync: z
    .literal('manual')
    .exactOptional()
    .describe('A person has to sync what changes. Absent where the engine does.'),
}) satisfies z.ZodType<PlannedCluster>;

const wave = z.strictObject({
  name: text,
  ref: text.describe('The Git ref that its clusters follow.'),
  changed: texts.describe('Clusters that change.'),
  clusters: z.number().describe('How many there are.'),
}) satisfies z.ZodType<PlannedWave>;

const step = z.strictObject({
  wave: text,
  cluster: text,
  component: text.describe('`engine` for what an engine has for itself.'),
  order: z.number().describe('From 1, on the cluster.'),
  ...objectFields,
}) satisfies z.ZodType<Step>;

export const planSchema = z
  .strictObject({
    base: z.strictObject({ revision: text, commit: text }).describe('What is compared with.'),
    waves: z.array(wave).describe('In the order in which a change reaches them.'),
    clusters: z.array(cluster).describe('Every cluster of both sides, by name.'),
    input: z.array(inputChange).describe('Fields of the input that differ.'),
    dangers: z.array(dangerSchema),
    components: z
      .array(component)
      .describe('In the order in which components come up; equal changes on several clusters are one.'),
    hub: z.array(hub).describe("Objects in Argo CD's own cluster, which follow the fleet's branch."),
    steps: z.array(step).describe('Objects of the engines that sync, by wave, cluster and order.'),
  })
  .meta({ title: 'Plan' }) satisfies z.ZodType<Plan>;
