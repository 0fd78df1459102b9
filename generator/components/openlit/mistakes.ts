/** Settings of OpenLIT that do not go together, and an external ClickHouse that it cannot use although Langfuse can. */
import type { Mistake, Stack } from '../../stack/component.ts';
import { clickhouse } from '../clickhouse/handle.ts';
import { gateway, isExposed } from '../gateway/handle.ts';
import { hasPublicUi } from './handle.ts';
import type { OpenlitSettings } from './settings.ts';

/** The chart has it as a constant, in plain text (openlit/helm:charts/openlit/templates/client.yaml). */
export const NATIVE_PORT = 9000;

export function clickhouseMistakes(stack: Stack): readonly Mistake[] {
  const { sslMode, nativePort } = clickhouse.connection(stack.of(clickhouse));
  if (sslMode === 'disable' && nativePort === NATIVE_PORT) return [];
  return [
    {
      code: 'invalid-value',
      path: ['mode'],
      message: `cannot use the external ClickHouse: OpenLIT's collector connects to port ${NATIVE_PORT} in plain text, and its chart has no other way`,
      hint: `set components.openlit.mode: disabled, or components.clickhouse.external to a server that offers port ${NATIVE_PORT} without TLS`,
    },
  ];
}

/** Google and GitHub send users back to one address that was registered there. */
export function oauthMistakes(s: OpenlitSettings, stack: Stack): readonly Mistake[] {
  if (s.oauth === undefined || (isExposed(stack.of(gateway)) && hasPublicUi(s))) return [];
  return [
    {
      code: 'invalid-value',
      path: ['oauth'],
      message: 'needs a public address of OpenLIT, which users are sent back to',
      hint: isExposed(stack.of(gateway))
        ? 'set components.openlit.public: true, or remove oauth'
        : 'set components.gateway.mode: managed and components.openlit.public: true, or remove oauth',
    },
  ];
}
