/** The components of a fleet: ours. */
import { REGISTRY } from '../components/registry.ts';
import type { ComponentsOf } from '../fleet/load.ts';
import type { Component } from '../stack/component.ts';

export const componentsOf: ComponentsOf<Component> = () => ({ components: REGISTRY, diagnostics: [] });
