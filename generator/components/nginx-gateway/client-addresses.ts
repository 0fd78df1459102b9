/** Whom the proxy believes when it is told the address of a client. */
import * as z from 'zod';
import type { JsonObject } from '../../data/json.ts';
import { cidr } from '../../fleet/schema/quantities.ts';

/** The words of NGINX Gateway Fabric (nginx/nginx-gateway-fabric:apis/v1alpha2/nginxproxy_types.go RewriteClientIPModeType). */
const MODES = { 'proxy-protocol': 'ProxyProtocol', 'x-forwarded-for': 'XForwardedFor' } as const;

export const clientAddresses = z
  .strictObject({
    from: z
      .enum(['proxy-protocol', 'x-forwarded-for'])
      .describe(
        'proxy-protocol: the load balancer begins each connection with it, and connections without it fail. x-forwarded-for: it adds the address to this header.',
      ),
    trusted: z
      .array(cidr)
      .min(1)
      .max(64)
      .meta({ examples: [['10.0.0.0/16']] })
      .describe(
        'Addresses of the load balancer and of proxies in front of it. What others say of a client is not believed.',
      ),
  })
  .optional()
  .meta({ examples: [{ from: 'proxy-protocol', trusted: ['10.0.0.0/16'] }] })
  .describe(
    'How the proxy learns the addresses of clients behind a load balancer that hides them. Access logs, Langfuse and Grafana get them. By default the proxy takes the address that a connection comes from, which a load balancer of a cloud keeps.',
  );

/** The chart's value `nginx.config`, if anything is said. */
export function proxyConfiguration(said: z.output<typeof clientAddresses>): JsonObject {
  if (said === undefined) return {};
  const rewriteClientIP = {
    mode: MODES[said.from],
    // Of several addresses in the header, the last one that is not of a trusted proxy is the client's.
    setIPRecursively: said.from === 'x-forwarded-for',
    trustedAddresses: said.trusted.map((value) => ({ type: 'CIDR', value })),
  };
  return { config: { rewriteClientIP } };
}
