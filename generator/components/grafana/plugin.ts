/**
 * The plugin that reads VictoriaLogs, which the image of Grafana does not hold. Grafana fetches it when it starts, and starts without it
 * where it cannot be fetched: metrics are more important than lines. A plugin that is in the image in this version is not fetched
 * (grafana/grafana:pkg/services/pluginsintegration/plugininstaller/service.go).
 */
import { advised } from '../../fleet/schema/advice.ts';
import { portOf, webAddress } from '../../fleet/schema/quantities.ts';
import type { Flow, Stack } from '../../stack/component.ts';
import type { Workload } from '../../stack/handle.ts';
import { LOGS_PLUGIN } from '../../telemetry/log-sources.ts';
import { audit } from '../audit/handle.ts';
import { GRAFANA_PLUGINS } from '../charts.ts';
import { isKept } from '../log-store/connection.ts';
import { logs } from '../logs/handle.ts';

const VERSION = GRAFANA_PLUGINS[LOGS_PLUGIN];

export const logsPluginUrl = webAddress
  .refine(
    (url) => !/[\s,@]/.test(url),
    advised('holds a space, a comma or @, which would end it', 'set an address without them'),
  )
  .meta({ examples: [`https://artifacts.acme.io/grafana/${LOGS_PLUGIN}-${VERSION}.zip`] })
  .optional()
  .describe(
    `Address of the ZIP archive of the plugin for VictoriaLogs, ${LOGS_PLUGIN} ${VERSION}; by default Grafana fetches it from grafana.com.`,
  );

/** The address is only read where the plugin is needed: elsewhere it has no effect, and is refused. */
type Said = Readonly<{ logsPluginUrl?: string | undefined }>;

function needsPlugin(stack: Stack): boolean {
  return [logs, audit].some(
    (store) => isKept(store, stack) && store.connection(stack.of(store)).kind === 'victoria-logs',
  );
}

/** The value of `plugins.preinstall`, empty without any (grafana/grafana:pkg/setting/setting_plugins.go). */
export function preinstalled(said: Said, stack: Stack): string {
  if (!needsPlugin(stack)) return '';
  return [LOGS_PLUGIN, VERSION, said.logsPluginUrl].filter((part) => part !== undefined).join('@');
}

export function pluginFlows(from: Workload, said: Said, stack: Stack): readonly Flow[] {
  if (!needsPlugin(stack)) return [];
  const url = said.logsPluginUrl;
  return [
    {
      from,
      to: { outside: 'anywhere' },
      ports: [url === undefined ? 443 : portOf(url)],
      purpose: 'the plugin for VictoriaLogs',
    },
  ];
}
