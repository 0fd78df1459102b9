/** Whether the last backup of each store is as young as its alert allows: Prometheus is asked what the alert asks. */
import { prometheus } from '../../components/prometheus/handle.ts';
import { presentAlerts } from '../../stack/alert-rules.ts';
import type { Alert } from '../../telemetry/alert.ts';
import { pathOf } from '../../tree/layout.ts';
import { type Check, type Finding, failed, passed } from '../check.ts';
import { runs, type Subject } from '../subject.ts';
import type { World } from '../world.ts';
import { query } from './prometheus.ts';

/** Recorded by every store that has backups. */
const LIMIT = /:(recent_)?backup_age_limit:seconds$/;

export function backupChecks(subject: Subject): readonly Check[] {
  const { graph } = subject;
  if (!graph.stack.deploys(prometheus)) return [];
  return graph.deployed
    .filter((component) => runs(subject, component.handle))
    .flatMap((component) =>
      presentAlerts(component, graph).flatMap((alert) => {
        const limit = limitOf(alert);
        if (limit === undefined) return [];
        const remedy = pathOf('runbook', { alert: alert.name });
        const run = (world: World): Promise<Finding> => isRecent(world, alert, limit, remedy);
        const subject =
          LIMIT.exec(limit)?.[1] === undefined ? component.name : `${component.name}, between two by the schedule`;
        return [{ name: 'backups-are-recent' as const, subject, remedy, run }];
      }),
    );
}

function limitOf({ rules: [{ expression }] }: Alert): string | undefined {
  return expression.series.find((series) => LIMIT.test(series));
}

async function isRecent(world: World, { rules: [rule] }: Alert, limit: string, remedy: string): Promise<Finding> {
  const [seconds] = await query(world, `max(${limit})`);
  if (seconds === undefined)
    return failed(
      'Prometheus does not know how old a backup may be, so its alert cannot fire',
      'check that Prometheus evaluates its rules: /rules of its UI shows their errors',
    );
  const late = await query(world, rule.expression.text);
  const limitText = seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
  return late.length > 0
    ? failed(`no backup has completed in the last ${limitText}`, remedy)
    : passed(`the last one is younger than ${limitText}`);
}
