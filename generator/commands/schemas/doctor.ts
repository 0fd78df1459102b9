/** What `doctor --format json` prints. */
import * as z from 'zod';
import { FINDINGS } from '../../doctor/finding.ts';
import { DIAGNOSTIC_CODES, type DiagnosticCode } from '../../fleet/diagnostic.ts';

const text = z.string();
const codes = Object.keys(DIAGNOSTIC_CODES).filter((code): code is DiagnosticCode =>
  Object.hasOwn(DIAGNOSTIC_CODES, code),
);

const finding = z.strictObject({
  code: z.enum(codes),
  names: z.array(z.enum(FINDINGS)).min(1).describe('What was found at this place, as the page of doctor lists it.'),
  message: text,
  file: text.describe('The file of the input that decides it, relative to the repository.'),
  line: z.int().min(1),
  column: z.int().min(1),
  path: text.describe('Dotted path of the field.'),
  hint: text.optional().describe('What to do.'),
  sourceLine: text.optional().describe('The line of the file, or the part of a long line around the place.'),
  sourceStart: z.int().optional().describe('How many characters of the line are left out before that part.'),
});

export const doctorSchema = z
  .strictObject({
    cluster: text,
    findings: z.array(finding).describe('Empty when the cluster has what its input needs.'),
  })
  .meta({ title: 'doctor' });

export type DoctorDocument = z.output<typeof doctorSchema>;
