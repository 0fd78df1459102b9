/** The JSON Schemas of what commands print with `--format json`. */
import * as z from 'zod';
import { planSchema } from '../../plan/schema.ts';
import { compareSchema } from './compare.ts';
import { doctorSchema } from './doctor.ts';
import { editSchema } from './edit.ts';
import { generateSchema } from './generate.ts';
import { imagesSchema } from './images.ts';
import { outdatedSchema } from './outdated.ts';
import { promoteSchema } from './promote.ts';
import { publishSchema } from './publish.ts';
import { restoreSchema } from './restore.ts';
import { statusSchema } from './status.ts';
import { upgradeSchema } from './upgrade.ts';
import { verifySchema } from './verify.ts';
import { wavesSchema } from './waves.ts';

/** By the name of the file in `docs/`, without `.schema.json`. */
const DOCUMENTS = {
  compare: compareSchema,
  doctor: doctorSchema,
  edit: editSchema,
  generate: generateSchema,
  images: imagesSchema,
  outdated: outdatedSchema,
  plan: planSchema,
  promote: promoteSchema,
  publish: publishSchema,
  restore: restoreSchema,
  status: statusSchema,
  upgrade: upgradeSchema,
  verify: verifySchema,
  waves: wavesSchema,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type DocumentName = keyof typeof DOCUMENTS;

export const DOCUMENT_NAMES = Object.keys(DOCUMENTS).filter((name): name is DocumentName =>
  Object.hasOwn(DOCUMENTS, name),
);

export function documentJsonSchema(name: DocumentName): unknown {
  return z.toJSONSchema(DOCUMENTS[name], { target: 'draft-7', unrepresentable: 'any' });
}
