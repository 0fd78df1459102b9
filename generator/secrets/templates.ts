/** Tools for which `secrets` writes the entries of a cluster. */
export const TEMPLATES = ['terraform'] as const;
export type Template = (typeof TEMPLATES)[number];
