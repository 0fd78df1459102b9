/** Names of restored Clusters: none is ever used twice, and each says when its archive begins. */
import { describe, expect, it } from 'vitest';
import { restoredName, sourceAt } from '../../generator/components/postgres/archives.ts';
import { settings } from '../../generator/components/postgres/settings.ts';

const AT = new Date('2026-08-03T09:30:59Z');

describe('the name of a restored Cluster', () => {
  it.each([
    ['postgres', 'postgres-20260803-0930'],
    ['postgres-2', 'postgres-20260803-0930'],
    ['postgres-20260801-1200', 'postgres-20260803-0930'],
    ['a'.repeat(50), `${'a'.repeat(36)}-20260803-0930`],
    [`${'a'.repeat(35)}-${'b'.repeat(14)}`, `${'a'.repeat(35)}-20260803-0930`],
  ])('of %s is %s', (name, expected) => {
    expect(restoredName(name, AT)).toBe(expected);
    expect(settings.shape.name.safeParse(expected).success).toBe(true);
  });
});

describe('the archive of a time', () => {
  const source = (name: string, recovery: { serverName: string; targetTime?: string } | undefined, time: string) =>
    sourceAt({ name, recovery }, 'eu-1', new Date(time))?.folder;

  it('is that of a Cluster that was never restored', () => {
    expect(source('postgres', undefined, '2020-01-01T00:00:00Z')).toBe('eu-1.postgres');
  });

  it('is unknown before the beginning of each that the input names', () => {
    const recovery = { serverName: 'eu-1.postgres-20260802-0000', targetTime: '2026-08-02T10:00:00Z' };
    expect(source('postgres-20260803-0930', recovery, '2026-08-02T00:00:00Z')).toBe(recovery.serverName);
    expect(source('postgres-20260803-0930', recovery, '2026-08-01T23:59:59Z')).toBeUndefined();
    expect(source('postgres-20260803-0930', recovery, '2026-08-03T09:30:00Z')).toBe('eu-1.postgres-20260803-0930');
  });

  it('is that of the Cluster itself where digits at its end are no time', () => {
    expect(source('postgres-99999999-9999', undefined, '2020-01-01T00:00:00Z')).toBe('eu-1.postgres-99999999-9999');
  });
});
