/** Whether what a component refers to is there at all: the types know every handle, and not which of them are in the registry. */
import type { Component } from './component.ts';
import type { Handle, Workload } from './handle.ts';

export interface Members {
  /** The handle, of a component in the registry; throws otherwise. `who` is who refers to it, for people. */
  handle(of: Handle, who: string): Handle;
  /** The workload, of a component in the registry; throws otherwise. */
  workload(of: Workload, who: string): Workload;
}

/** Handles are compared by identity: a second one with the name of another is none of the registry's. */
export function membersOf(registry: readonly Component[]): Members {
  const handles = new Map(registry.map(({ name, handle }) => [name, handle]));
  return {
    handle(of, who) {
      if (handles.get(of.name) === of) return of;
      throw new Error(`${who} ${of.name}, which is not in the registry: ${REMEDY}`);
    },
    workload(of, who) {
      if (handles.get(of.component)?.workloads[of.name] === of) return of;
      throw new Error(`${who} ${of.component}/${of.name}, whose component is not in the registry: ${REMEDY}`);
    },
  };
}

const REMEDY =
  'add its component to generator/components/registry.ts, or import the handle from the folder of the component';
