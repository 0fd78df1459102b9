/** What `status --format json` prints. */
import * as z from 'zod';
import { ENGINES } from '../../fleet/model.ts';
import { STATES } from '../../live/model.ts';
import type { ClusterReport, ComponentReport, ProblemReport, StatusReport } from '../../live/render/json.ts';
import { VERDICTS } from '../../live/verdict.ts';

const text = z.string();
const commit = text.describe('The whole id.');
const verdict = z.enum(VERDICTS);

const problem = z.strictObject({
  problem: text.describe('In one line, without what may be a credential.'),
  advice: text.nullable().describe('What to do about it.'),
}) satisfies z.ZodType<ProblemReport>;

const component = z.strictObject({
  component: text,
  state: z.enum(STATES).describe('docs/commands/status.md says what each means.'),
  wanted: text.nullable().describe('Version that its engine was told. Null for manifests without a version.'),
  running: text.nullable().describe('Version that was deployed last.'),
  commit: commit.nullable().describe('Commit of the repository that was applied last.'),
  isSynced: z.boolean().describe('Whether its engine has applied what it has read.'),
  isHealthy: z.boolean().describe('Whether its engine finds it ready.'),
  hasDrift: z
    .boolean()
    .nullable()
    .describe('Whether objects differ from the commit. Null where the engine does not tell.'),
  isSuspended: z.boolean(),
  since: text.nullable().describe('When it became what it is, RFC 3339.'),
  age: text.nullable().describe('The same as a time that has passed, for people.'),
  problem: text.nullable(),
  advice: text.nullable(),
  waitsFor: z.array(text).describe('Components that hold it up, and that nothing holds up: the probable cause.'),
}) satisfies z.ZodType<ComponentReport>;

const cluster = z.strictObject({
  name: text,
  environment: text,
  wave: text,
  engine: z.enum(ENGINES),
  verdict,
  unreachable: problem.nullable().describe('Why it cannot be read. Then nothing else is known of it.'),
  commits: z.array(commit).describe('That its components are at, each once.'),
  behind: z
    .strictObject({
      commits: z.number().describe('That the ref of its wave has, and the cluster has not.'),
      concerning: z.number().describe('Those that change generated files of the cluster.'),
      isApart: z.boolean().describe('Whether it is at a commit that the ref does not have.'),
      isLate: z.boolean().describe('Whether something of the ref is still to come.'),
    })
    .nullable()
    .describe('Null when it cannot be told.'),
  problems: z.array(problem).describe('That concern the cluster as a whole.'),
  components: z.array(component),
}) satisfies z.ZodType<ClusterReport>;

export const statusSchema = z
  .strictObject({
    verdict: verdict.describe('The worst of all clusters: the exit code says the same.'),
    refsProblem: text.nullable().describe('Why the refs of the waves are not known. Null when they are.'),
    waves: z.array(
      z.strictObject({
        name: text,
        ref: text.describe('The Git ref that its clusters follow.'),
        commit: commit.nullable().describe('That the ref is at. Null when it is not there, or not known.'),
      }),
    ),
    clusters: z.array(cluster),
  })
  .meta({ title: 'status' }) satisfies z.ZodType<StatusReport>;
