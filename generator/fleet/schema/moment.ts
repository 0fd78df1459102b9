/** A moment in time, as people write it. */
import * as z from 'zod';

/** RFC 3339, which CloudNativePG converts to PostgreSQL's format; the time zone is required, so that it is unambiguous. */
export const moment = z.iso
  .datetime({
    offset: true,
    error: 'is not a time with a time zone such as 2026-08-01T10:00:00Z',
  })
  .meta({ title: 'time (RFC 3339)', examples: ['2026-08-01T10:00:00Z'] });
