/** What `verify --format json` prints. */
import * as z from 'zod';
import { CHECK_NAMES, OUTCOMES } from '../../verify/check.ts';
import type { VerifyReport } from '../../verify/render/json.ts';

const text = z.string();

export const verifySchema = z
  .strictObject({
    cluster: text,
    works: z.boolean().describe('Whether no check has failed: the exit code says the same.'),
    checks: z.array(
      z.strictObject({
        name: z.enum(CHECK_NAMES).describe('docs/commands/verify.md says what each does.'),
        subject: text.describe('What it is about, such as a host name.'),
        outcome: z.enum(OUTCOMES).describe('`skipped`: something that only the user has is missing.'),
        said: text.describe('What was found, in one line, without what may be a credential.'),
        remedy: text.nullable().describe('What to do. Null when it has passed.'),
        seconds: z.number().describe('How long it took.'),
      }),
    ),
  })
  .meta({ title: 'verify' }) satisfies z.ZodType<VerifyReport>;
