/** The set of versions that was proven together with this program: its pinned charts and manifests, named by its version. */
import { REGISTRY } from '../components/registry.ts';
import type { KnownGood } from '../outdated/report.ts';
import { programVersion } from '../program/program-folder.ts';
import { pins } from './pins.ts';

export function knownGood(): KnownGood {
  return {
    name: programVersion(),
    versions: new Map(pins(REGISTRY).map(({ component, version }) => [component, version])),
  };
}
