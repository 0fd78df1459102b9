/** Addresses for the dashboards' links, recorded as a series: dashboards are the same on every cluster, addresses are not. */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { prometheusRule } from '../../kubernetes/prometheus-rule.ts';
import type { Stack } from '../../stack/component.ts';
import { runbooksUrl } from '../../telemetry/runbooks.ts';
import { alerting } from '../alerting/handle.ts';
import { gateway, publicHost } from '../gateway/handle.ts';
import { langfuse, takesTraces } from '../langfuse/handle.ts';

/** As people see it; undefined without a Langfuse. */
export function langfuseAddress(stack: Stack, domain: string): string | undefined {
  if (!takesTraces(stack.of(langfuse))) return undefined;
  return stack.deploys(langfuse)
    ? `https://${publicHost(stack.of(gateway), langfuse.name, domain)}`
    : langfuse.connection(stack.of(langfuse)).url;
}

/** The rule that says where Langfuse and the runbooks are, for a cluster whose host names end with this domain. */
export function addressRule(component: string, stack: Stack, domain: string): Manifest {
  const traces = langfuseAddress(stack, domain);
  const addresses = {
    ...(traces === undefined ? {} : { langfuse: traces }),
    runbooks: stack.of(alerting).alerting.runbooks ?? runbooksUrl(stack.fleet.repository),
  };
  const rules = Object.entries(addresses).map(([name, url]) => ({
    record: 'observatory:address:info',
    expr: 'vector(1)',
    labels: { name, url },
  }));
  return prometheusRule({ name: 'addresses', namespace: STACK_NAMESPACE, component }, [
    // They change as seldom as a host name does.
    { name: 'addresses', interval: '1m', rules },
  ]);
}
