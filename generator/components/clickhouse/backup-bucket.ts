/** Buckets that ClickHouse cannot make backups in. */
import type { Mistake, Stack } from '../../stack/component.ts';
import { objectStore } from '../object-store/handle.ts';
import { makesBackups } from './backup-names.ts';
import type { ClickhouseSettings } from './settings.ts';

/** The statements of the backups use the API of S3, which Google has too. */
export function bucketMistakes(s: ClickhouseSettings, stack: Stack): readonly Mistake[] {
  const { provider } = objectStore.connection(stack.of(objectStore));
  if (!makesBackups(s) || provider !== 'azure') return [];
  return [
    {
      code: 'invalid-value',
      path: ['backup', 'enabled'],
      message: `cannot have backups in a container of Azure: they are made by the API of S3, which Azure does not have`,
      hint: 'set components.clickhouse.backup.enabled: false, or components.clickhouse.mode: external with a server that has backups of its own',
    },
  ];
}
