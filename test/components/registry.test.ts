import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHARTS, UPSTREAM_FOLDERS } from '../../generator/components/charts.ts';
import { REGISTRY } from '../../generator/components/registry.ts';
import { programFolder } from '../../generator/program/program-folder.ts';

const folder = join(programFolder(), 'generator', 'components');
const names = REGISTRY.map(({ name }) => name);

describe('the registry', () => {
  it('has every component, and each is a folder of its name with its handle and its own file', () => {
    const isThere = (name: string, file: string): boolean => existsSync(join(folder, name, file));
    const folders = readdirSync(folder).filter((name) => isThere(name, 'handle.ts') || isThere(name, `${name}.ts`));
    expect(folders.sort()).toEqual([...names].sort());
    expect(names.filter((name) => !isThere(name, 'handle.ts') || !isThere(name, `${name}.ts`))).toEqual([]);
  });

  it('has a component for every entry of the catalogue', () => {
    expect([...Object.keys(CHARTS), ...Object.keys(UPSTREAM_FOLDERS)].filter((name) => !names.includes(name))).toEqual(
      [],
    );
  });

  it('has names that leave room for the longest name of a cluster in the name of an Application', () => {
    expect(names.filter((name) => name.length + 41 > 63)).toEqual([]);
  });

  it('gives every size its settings, and each of them is one that the component has', () => {
    for (const { name, sizes, settings } of REGISTRY)
      for (const size of Object.values(sizes ?? {}))
        expect([name, settings.strict().safeParse(size).success]).toEqual([name, true]);
  });
});
