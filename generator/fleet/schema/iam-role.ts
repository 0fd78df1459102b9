/** The ARN of an IAM role of Amazon, in all partitions, with or without a path. */
import * as z from 'zod';

const ARN = /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** `role` is the name in its example. */
export function iamRole(role: string): z.ZodString {
  const example = `arn:aws:iam::123456789012:role/${role}`;
  return z
    .string()
    .regex(ARN, { error: `is not the ARN of an IAM role, such as ${example}` })
    .meta({ examples: [example] });
}
