/** How far back a retention goes. */
const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7, m: 31 };

/**
 * The earliest time within a period such as `30d` before a time. A month has 31 days, as for Barman
 * (EnterpriseDB/barman:barman/retention_policies.py); ClickHouse's may be a little shorter, and keeps a whole chain before its beginning.
 */
export function beginningOf(retention: string, now: Date): Date {
  const days = Number.parseInt(retention, 10) * (DAYS[retention.slice(-1)] ?? 0);
  return new Date(now.getTime() - days * 86_400_000);
}
