/** Checks that references lead to components of the registry: the types know every handle, but not which of them are registered. */
import type { Component } from './component.ts';
import type { Handle, Workload } from './handle.ts';

export interface Members {
  /** The handle, of a component in the registry; throws otherwise. `who` names the referring component in the error. */
  handle(of: Handle, who: string): Handle;
  /** The workload, of a component in the registry; throws otherwise. */
  workload(of: Workload, who: string): Workload;
}

/** Handles are compared by identity: another handle with the same name is not in the registry. */
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
