import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { componentsOf } from '../generator/custom/components-of.ts';
import { type FleetRule, loadFleet } from '../generator/fleet/load.ts';
import type { Fleet } from '../generator/fleet/model.ts';
import { renderDiagnostics } from '../generator/fleet/render-diagnostics.ts';
import type { Layer } from '../generator/fleet/resolve/layer.ts';
import type { Component } from '../generator/stack/component.ts';

/** The fleet that input files describe, by path, in a repository that has nothing else. Throws with every mistake in them. */
export function describedFleet(input: ReadonlyMap<string, string>, rule?: FleetRule<Component>): Fleet {
  return describedInput(input, rule).fleet;
}

/** The fleet, and the input files that say it, by cluster. */
export function describedInput(
  input: ReadonlyMap<string, string>,
  rule: FleetRule<Component> = () => [],
): { readonly fleet: Fleet; readonly layers: ReadonlyMap<string, readonly Layer[]> } {
  const repo = mkdtempSync(join(tmpdir(), 'lang-observatory-'));
  try {
    const { fleet, layers, diagnostics } = loadFleet(repo, componentsOf, rule, input);
    if (fleet === undefined) throw new Error(renderDiagnostics(diagnostics));
    return { fleet, layers };
  } finally {
    rmSync(repo, { recursive: true });
  }
}
