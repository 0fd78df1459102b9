/** Restores ClickHouse: its tables are emptied, and made of the last backup before the time. */
import { restoreInPlace } from '../restore-in-place.ts';
import { ROOT, retentionOf } from './backup-names.ts';
import { LIST_BACKUPS } from './backup-statements.ts';
import type { ClickhouseSettings } from './settings.ts';

export const CLICKHOUSE_RESTORE = restoreInPlace<ClickhouseSettings>({
  root: ROOT,
  title: 'ClickHouse',
  look: `kubectl -n lang-observatory exec clickhouse-clickhouse-0-0-0 -- clickhouse client --query "${LIST_BACKUPS}"`,
  without: 'servers know the bucket only then',
  comesBack: (source, time) =>
    `its tables are emptied, and get the last backup in ${source} that began at ${time} or before; Langfuse may write meanwhile, and that stays`,
  schedule: ({ backup }) => backup.schedule,
  retention: retentionOf,
});
