/** The applications outside of the cluster that send telemetry to it through the gateway. */
import type { Stack } from '../stack/component.ts';
import { gateway, isExposed } from './gateway/handle.ts';
import { langfuse, projectsOf } from './langfuse/handle.ts';
import { type OutsideApplication, otelGateway } from './otel-gateway/handle.ts';

/** Those of a level that has a collector, and a gateway that leads to it; the host name is there for them alone. A project is one that there is. */
export function outsideApplications(stack: Pick<Stack, 'of' | 'deploys'>): readonly OutsideApplication[] {
  if (!stack.deploys(otelGateway) || !isExposed(stack.of(gateway))) return [];
  const projects = projectsOf(stack.of(langfuse)).map(({ name }) => name);
  return stack
    .of(otelGateway)
    .outside.map((one) => ({ name: one.name, project: projects.find((project) => project === one.project) }));
}
