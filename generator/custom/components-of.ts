/** The components of a fleet: ours, and after them those that its fleet.yaml describes. */
import { REGISTRY } from '../components/registry.ts';
import { textAt } from '../data/fields.ts';
import { isObject, type Json } from '../data/json.ts';
import type { ComponentsOf } from '../fleet/load.ts';
import type { Component } from '../stack/component.ts';
import { customComponent } from './custom-component.ts';
import { DEFINITIONS, type Definition, type Definitions, definitionsIn } from './definitions.ts';
import { wrongDefinitions } from './mistakes.ts';

export const componentsOf: ComponentsOf<Component> = (document) => {
  if (document === undefined) return { components: REGISTRY, folders: [], diagnostics: [] };
  const definitions = definitionsIn(document);
  return {
    components: componentsWith(definitions),
    folders: definitions.valid.flatMap(({ name, folder }) =>
      folder === undefined ? [] : [{ folder, document, path: [...DEFINITIONS, name, 'folder'] }],
    ),
    diagnostics: wrongDefinitions(document, definitions),
  };
};

/** Ours, and after them those of definitions. */
export function componentsWith(definitions: Definitions): readonly Component[] {
  return [...REGISTRY, ...ownComponents(definitions)];
}

/** One with the name of ours is left out: what is said of that name is said of ours. */
function ownComponents({ valid, invalid }: Definitions): readonly Component[] {
  const known = new Map(REGISTRY.map((component) => [component.name, component]));
  const isFree = (name: string): boolean => !REGISTRY.some((ours) => ours.name === name);
  const own = inOrder(valid.filter(({ name }) => isFree(name))).map((definition) => customComponent(definition, known));
  for (const component of own) known.set(component.name, component);
  return [...own, ...[...invalid].filter(([name]) => isFree(name)).map(([name, said]) => unreadable(name, said))];
}

/** Each after those that it requires; those that require each other in any order. */
function inOrder(definitions: readonly Definition[]): readonly Definition[] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const ordered = new Set<Definition>();
  const visited = new Set<Definition>();
  const visit = (definition: Definition): void => {
    if (visited.has(definition)) return;
    visited.add(definition);
    for (const name of definition.requires) {
      const required = byName.get(name);
      if (required !== undefined) visit(required);
    }
    ordered.add(definition);
  };
  for (const definition of definitions) visit(definition);
  return [...ordered];
}

/** For a definition that the schema refuses: what the input says of the component is still judged, as far as it can be. */
function unreadable(name: string, said: Json): Component {
  const version = isObject(said) ? textAt(said, 'chart', 'version') : '';
  return customComponent(
    {
      name,
      description: '',
      namespace: { name },
      chart: { repository: '', name: '', version },
      workloads: {},
      requires: [],
      flows: [],
      clusterKinds: [],
      readiness: [],
    },
    new Map(),
  );
}
