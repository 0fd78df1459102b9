/** Settings of the backups of OpenLIT's own state. */
import * as z from 'zod';
import { calendarPeriod } from '../../fleet/schema/calendar-period.ts';
import { resources } from '../../fleet/schema/quantities.ts';
import { minutes } from '../backup-minutes.ts';
import { recovery as recoveryBelow } from '../recovery-settings.ts';

export const backup = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe(
        'Whether users, organisations, API keys and settings are stored in the object store; false in size small.',
      ),
    everyMinutes: minutes
      .default(30)
      .describe(
        'Minutes from one backup to the next; a state that has not changed is not stored again. The threshold of the alert on their age follows from it.',
      ),
    retention: calendarPeriod
      .default('30d')
      .describe('How far back the state can be restored, in days (d), weeks (w) or months (m).'),
    resources: resources.prefault({}).describe('Requests and limits of the Job.'),
  })
  .prefault({})
  .describe(
    'Backups of the SQLite database on the volume of OpenLIT, in the bucket of object-store, below openlit/. Telemetry, prompts and the vault are in ClickHouse, and in its backups.',
  );

export const recovery = recoveryBelow(
  'openlit',
  'Replaces the SQLite database of OpenLIT by a backup; allowed in cluster.yaml only. What is there is backed up before. The command restore writes it.',
);
