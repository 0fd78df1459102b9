/** A rule over a whole repository. */
import type { Fleet } from '../../fleet/model.ts';
import type { Finding } from '../finding.ts';
import type { LintTree } from './tree.ts';

export type Rule = (tree: LintTree, fleet: Fleet) => readonly Finding[];
