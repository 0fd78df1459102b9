/** An issue of a schema that also says what to do about it. */
import type * as z from 'zod';

type AdvisedIssue = {
  readonly code: 'custom';
  readonly message: string;
  readonly params: { readonly hint: string | undefined };
};

export function advised(message: string, hint: string | undefined): AdvisedIssue {
  return { code: 'custom', message, params: { hint } };
}

export function adviceOf({ params }: z.core.$ZodIssueCustom): string | undefined {
  return typeof params?.hint === 'string' ? params.hint : undefined;
}
