/** An external ClickHouse that OpenLIT cannot use although Langfuse can. */
import type { Mistake, Stack } from '../../stack/component.ts';
import { clickhouse } from '../clickhouse/handle.ts';

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
