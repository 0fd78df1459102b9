/**
 * Flux's notifications about a cluster. Flux reads its own credentials, so each is a Secret in Flux's namespace that a person
 * creates; it has the name of the Provider and the one key that the Provider needs.
 */

import { alerting } from '../../components/alerting/handle.ts';
import { engineReceivers } from '../../components/notifications/engine-receivers.ts';
import { OPSGENIE_APIS, type ReceiverKind, type ReceiverSet } from '../../components/notifications/receivers.ts';
import type { JsonObject } from '../../data/json.ts';
import type { EngineInstalls } from '../../fleet/engine-installs.ts';
import type { Level } from '../../fleet/model.ts';
import type { Manifest } from '../../kubernetes/manifest.ts';
import type { Placement } from '../../layers/compose.ts';
import { settingsAt } from '../../stack/graph.ts';
import { componentLabels, OWN_LABELS, prefixed } from '../names.ts';
import { chartSource, chartSourceKind } from './release.ts';

const API_VERSION = 'notification.toolkit.fluxcd.io/v1beta3';

/**
 * Flux's type of Provider for each kind of receiver.
 * Flux cannot send e-mail, and it reads PagerDuty's key from the Provider itself, where it would be in Git.
 */
const PROVIDERS: Readonly<Partial<Record<ReceiverKind, (set: ReceiverSet) => JsonObject>>> = {
  slack: ({ slack }) => ({ type: 'slack', channel: slack?.channel ?? '' }),
  teams: () => ({ type: 'msteams' }),
  opsgenie: ({ opsgenie }) => ({ type: 'opsgenie', address: `${OPSGENIE_APIS[opsgenie?.region ?? 'us']}v2/alerts` }),
  webhook: () => ({ type: 'generic' }),
};

/** The key of the Secret that each kind of Provider reads. */
export const FLUX_CREDENTIALS: Readonly<Partial<Record<ReceiverKind, 'address' | 'token'>>> = {
  slack: 'address',
  teams: 'address',
  opsgenie: 'token',
  webhook: 'address',
};

/** A Provider for each receiver that Flux supports, and its Alert: an Alert has one Provider. Of an environment, or of a cluster. */
export function notifications(
  level: Level,
  place: { readonly environment: string; readonly cluster?: string },
  placements: readonly Placement[],
  engines: EngineInstalls,
): readonly Manifest[] {
  const { environment, cluster: name = '' } = place;
  const { set, kinds } = engineReceivers(settingsAt(level, alerting).alerting, { name, environment, engine: 'flux' });
  const labels = componentLabels(alerting.name, environment);
  return kinds.flatMap((kind) => {
    const provider = PROVIDERS[kind]?.(set);
    if (provider === undefined) return [];
    const name = prefixed(kind);
    const metadata = { name, namespace: engines.flux.namespace, labels };
    return [
      { apiVersion: API_VERSION, kind: 'Provider', metadata, spec: { ...provider, secretRef: { name } } },
      {
        apiVersion: API_VERSION,
        kind: 'Alert',
        metadata,
        spec: {
          providerRef: { name },
          eventSeverity: 'error',
          eventMetadata: place,
          eventSources: eventSources(placements, engines),
        },
      },
    ];
  });
}

/** Our objects in Flux's namespace, and the releases and their sources in the namespaces of the components. */
function eventSources(placements: readonly Placement[], engines: EngineInstalls): readonly JsonObject[] {
  const released = placements.flatMap(({ component, chart }) =>
    chart === undefined
      ? []
      : [
          `${component.namespace.name}/HelmRelease`,
          `${chartSource(component, chart, engines).namespace}/${chartSourceKind(chart)}`,
        ],
  );
  return [
    ...['GitRepository', 'Kustomization'].map((kind) => ({
      kind,
      name: '*',
      namespace: engines.flux.namespace,
      matchLabels: OWN_LABELS,
    })),
    ...[...new Set(released)].sort().map((key) => {
      const [namespace = '', kind = ''] = key.split('/');
      return { kind, name: '*', namespace };
    }),
  ];
}
