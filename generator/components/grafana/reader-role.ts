/** The IAM role of Grafana, where it reads workspaces of Amazon Managed Service for Prometheus: those of the stack and of teams. */
import type { JsonObject } from '../../data/json.ts';
import type { Flow, Mistake, Stack } from '../../stack/component.ts';
import type { Workload } from '../../stack/handle.ts';
import { metricsElsewhere, prometheus } from '../prometheus/handle.ts';
import { type Sigv4, signerAccount, signerFlows } from '../sigv4.ts';

/** What Grafana is told to read beside the data sources of the stack. */
interface Said {
  readonly dataSources: readonly { readonly name: string; readonly url: string; readonly signIn?: Sigv4 | undefined }[];
}

interface Signed {
  readonly url: string;
  readonly signIn: Sigv4;
  /** What people know it by. */
  readonly name: string;
  /** Where it is said, below Grafana. */
  readonly path: Mistake['path'];
}

/** Every data source whose requests are signed, that of the stack first. */
function signedSources({ dataSources }: Said, stack: Stack): readonly Signed[] {
  const metrics = metricsElsewhere(stack.of(prometheus));
  const ofStack =
    metrics?.signIn.kind === 'sigv4'
      ? [{ url: metrics.url, signIn: metrics.signIn, name: `${prometheus.name}.external`, path: [] }]
      : [];
  const ofTeams = dataSources.flatMap(({ name, url, signIn }, index) =>
    signIn === undefined ? [] : [{ url, signIn, name, path: ['dataSources', index, 'signIn'] }],
  );
  return [...ofStack, ...ofTeams];
}

export function signsRequests(said: Said, stack: Stack): boolean {
  return signedSources(said, stack).length > 0;
}

/** Values of the service account of Grafana, for a cluster alone. */
export function readerAccount(said: Said, stack: Stack): JsonObject {
  return signerAccount(signedSources(said, stack)[0]?.signIn);
}

/** To what gives Grafana its credentials. */
export function readerFlows(from: Workload, said: Said, stack: Stack): readonly Flow[] {
  const sources = signedSources(said, stack);
  const addresses = sources.map(({ url }) => url);
  return sources.slice(0, 1).flatMap(({ signIn }) => signerFlows(from, signIn, addresses));
}

/** Grafana has one service account, and so one role. */
export function readerMistakes(said: Said, stack: Stack): readonly Mistake[] {
  const [first, ...others] = signedSources(said, stack);
  return others
    .filter(({ signIn }) => signIn.roleArn !== first?.signIn.roleArn)
    .map(({ path }) => ({
      code: 'invalid-value',
      path,
      message: `asks for another IAM role than ${first?.name}, and Grafana has one service account`,
      hint: 'give one role the right to read both workspaces, and name it in both places',
    }));
}
