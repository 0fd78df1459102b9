/** As whom, and with which rights, the programs of Langfuse's images run. */

/** The images' own user (`nextjs`, `expressjs`). */
export const USER = 1001;

/** Upstream has not tested a root file system that cannot be written. */
export const WRITABLE_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: false,
  capabilities: { drop: ['ALL'] },
} as const;
