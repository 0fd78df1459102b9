/** What `images --format json` prints. */
import * as z from 'zod';
import type { FleetImages, ListedChart, ListedImage, ListedManifests } from '../../images/list.ts';

const text = z.string();

const users = {
  components: z.array(text).describe('Components that use it.'),
  clusters: z.array(text).describe('Clusters that use it.'),
};

const image = z.strictObject({
  from: text.describe('With its registry, and its version where it is known.'),
  to: text.describe('Where the clusters take it: in the mirror, or the same as `from`.'),
  version: text
    .nullable()
    .describe('Tag, digest or both. Null where only the chart knows it: `helm template` shows it.'),
  ...users,
}) satisfies z.ZodType<ListedImage>;

const chart = z.strictObject({
  name: text,
  version: text,
  from: text.describe('The registry (`oci://…`) or the chart repository of upstream.'),
  to: text.describe('Where the clusters take it: in the mirror, or the same as `from`.'),
  ...users,
}) satisfies z.ZodType<ListedChart>;

const manifests = z.strictObject({
  from: text.describe('A Git repository of upstream.'),
  path: text,
  version: text.describe('A tag.'),
  ...users,
}) satisfies z.ZodType<ListedManifests>;

export const imagesSchema = z
  .strictObject({
    images: z.array(image),
    charts: z.array(chart),
    manifests: z.array(manifests).describe('Manifests that engines take from a Git repository of upstream.'),
  })
  .meta({ title: 'images' }) satisfies z.ZodType<FleetImages>;
