/**
 * The plugins that read what the image of Grafana has no plugin for. Grafana fetches one when it starts, and starts without it where it
 * cannot be fetched: other data sources are more important. A plugin that is in the image in this version is not fetched
 * (grafana/grafana:pkg/services/pluginsintegration/plugininstaller/service.go).
 */
import { advised } from '../../fleet/schema/advice.ts';
import { portOf, webAddress } from '../../fleet/schema/quantities.ts';
import type { Flow, Stack } from '../../stack/component.ts';
import type { Workload } from '../../stack/handle.ts';
import { partyAt } from '../../stack/party-at.ts';
import { LOGS_PLUGIN } from '../../telemetry/log-sources.ts';
import { audit } from '../audit/handle.ts';
import { GRAFANA_PLUGINS } from '../charts.ts';
import { isKept } from '../log-store/connection.ts';
import { logs } from '../logs/handle.ts';
import { signsRequests } from './reader-role.ts';
import { SIGNING_PLUGIN } from './signed-source.ts';

type PluginId = keyof typeof GRAFANA_PLUGINS;

/** `reads` completes "the plugin for …". */
function pluginUrl(id: PluginId, reads: string) {
  const version = GRAFANA_PLUGINS[id];
  return webAddress
    .refine(
      (url) => !/[\s,@]/.test(url),
      advised('holds a space, a comma or @, which would end it', 'set an address without them'),
    )
    .meta({ examples: [`https://artifacts.acme.io/grafana/${id}-${version}.zip`] })
    .optional()
    .describe(
      `Address of the ZIP archive of the plugin for ${reads}, ${id} ${version}; by default Grafana fetches it from grafana.com.`,
    );
}

const READS = {
  [LOGS_PLUGIN]: 'VictoriaLogs',
  [SIGNING_PLUGIN]: 'Amazon Managed Service for Prometheus',
} as const satisfies Record<PluginId, string>;

export const pluginUrls = {
  logsPluginUrl: pluginUrl(LOGS_PLUGIN, READS[LOGS_PLUGIN]),
  metricsPluginUrl: pluginUrl(SIGNING_PLUGIN, READS[SIGNING_PLUGIN]),
} as const;

/** An address is only read where its plugin is needed: elsewhere it has no effect, and is refused. */
type Said = Readonly<Partial<Record<keyof typeof pluginUrls, string | undefined>>> &
  Parameters<typeof signsRequests>[0];

interface Plugin {
  readonly id: PluginId;
  /** Where it is fetched instead of grafana.com. */
  readonly url: string | undefined;
}

function neededPlugins(said: Said, stack: Stack): readonly Plugin[] {
  return [
    ...(readsVictoriaLogs(stack) ? [{ id: LOGS_PLUGIN, url: said.logsPluginUrl } as const] : []),
    ...(signsRequests(said, stack) ? [{ id: SIGNING_PLUGIN, url: said.metricsPluginUrl } as const] : []),
  ];
}

function readsVictoriaLogs(stack: Stack): boolean {
  return [logs, audit].some(
    (store) => isKept(store, stack) && store.connection(stack.of(store)).kind === 'victoria-logs',
  );
}

/** The value of `plugins.preinstall`, empty without any (grafana/grafana:pkg/setting/setting_plugins.go). */
export function preinstalled(said: Said, stack: Stack): string {
  return neededPlugins(said, stack)
    .map(({ id, url }) => [id, GRAFANA_PLUGINS[id], url].filter((part) => part !== undefined).join('@'))
    .join(',');
}

export function pluginFlows(from: Workload, said: Said, stack: Stack): readonly Flow[] {
  return neededPlugins(said, stack).map(({ id, url }) => ({
    from,
    // Without an address of one's own it comes from grafana.com, which leads to other hosts.
    to: url === undefined ? { outside: 'anywhere' } : partyAt(url),
    ports: [url === undefined ? 443 : portOf(url)],
    purpose: `the plugin for ${READS[id]}`,
  }));
}
