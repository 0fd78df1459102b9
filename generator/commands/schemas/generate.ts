/** What `generate --format json` prints, and `add cluster` and `init` with it. */
import * as z from 'zod';
import { KUBERNETES_MINORS } from '../../fleet/model.ts';
import { planSchema } from '../../plan/schema.ts';
import type { Finding } from '../../validate/finding.ts';
import type { ValidationReport } from '../../validate/validate-repository.ts';
import type { GenerateReport } from '../generate-report.ts';

const text = z.string();
const paths = z.array(text);
const count = z.number();

const finding = z.strictObject({
  code: text.describe('docs/lint.md says what each means.'),
  file: text.describe('The file, or the folder that was built.'),
  line: count.optional().describe('From 1, if known.'),
  column: count.optional().describe('From 1, if known.'),
  object: text.optional().describe('`Kind/namespace/name`, when it is about an object.'),
  message: text,
  hint: text.optional(),
}) satisfies z.ZodType<Finding>;

const validation = z
  .strictObject({
    findings: z.array(finding),
    builds: count.describe('Folders that were built.'),
    documents: count.describe('Objects that were checked.'),
    minors: z.array(z.enum(KUBERNETES_MINORS)).describe('Of Kubernetes, whose schemas were used.'),
    exceptions: z
      .array(z.strictObject({ component: text, what: text, reason: text }))
      .describe('Of deployed components, from the rules about security.'),
  })
  .describe('As `validate` prints it, of what has changed.') satisfies z.ZodType<ValidationReport>;

export const generateSchema = z
  .strictObject({
    dryRun: z.boolean().describe('Whether nothing was written.'),
    created: paths.describe('Files that are new.'),
    changed: paths.describe('Files with another content.'),
    removed: paths.describe('Files that are no longer generated.'),
    kept: paths.describe('Files that are no longer generated and were edited by hand: they stay.'),
    unchanged: count.describe('How many other files are generated.'),
    plan: planSchema
      .nullable()
      .describe(
        'What the clusters get and lose, compared with the files as they were. Null when no file differs, or when it cannot be told, which standard error then says.',
      ),
    validation: validation.nullable().describe('Null when nothing was validated.'),
  })
  .meta({ title: 'generate' }) satisfies z.ZodType<GenerateReport>;
