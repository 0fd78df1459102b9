/** Clusters that leave, or belong elsewhere. */
import type { FleetRule } from './danger.ts';

export const changedClusters: FleetRule = ({ clusters }) =>
  clusters.flatMap(({ name, fate, engine, ref, wave, before }) => {
    const concerned = { clusters: [name] };
    if (fate === 'removed')
      return [{ ...concerned, code: 'cluster-removed', message: `cluster ${name} leaves the fleet` }];
    if (before === undefined) return [];
    return [
      ...(before.engine === engine
        ? []
        : [
            {
              ...concerned,
              code: 'engine-changed',
              message: `cluster ${name} changes from ${before.engine} to ${engine}`,
            },
          ]),
      ...(before.ref === ref
        ? []
        : [
            {
              ...concerned,
              code: 'wave-skipped',
              message: `cluster ${name} follows ${ref} of wave ${wave}, and no longer ${before.ref} of wave ${before.wave}`,
            },
          ]),
    ];
  });
