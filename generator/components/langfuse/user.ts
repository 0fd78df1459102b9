/** User and security context of Langfuse's containers. */

/** The images' own user (`nextjs`, `expressjs`). */
export const USER = 1001;

/** Upstream has not tested a read-only root file system. */
export const WRITABLE_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: false,
  capabilities: { drop: ['ALL'] },
} as const;
