/** The parts of SeaweedFS and their connections: HTTP on a port, gRPC on the port 10,000 above. */
import type { Flow } from '../../../stack/component.ts';
import { prometheus } from '../../prometheus/handle.ts';
import { objectStore } from '../handle.ts';

/** Parts that run all the time; a Job makes the bucket after installation and upgrades. */
export const SEAWEEDFS_PARTS = ['master', 'volume', 'filer', 's3'] as const;

type Part = (typeof SEAWEEDFS_PARTS)[number];

export const METRICS_PORT = 9327;

const PORTS: Readonly<Record<Exclude<Part, 's3'>, readonly [http: number, grpc: number]>> = {
  master: [9333, 19333],
  volume: [8080, 18080],
  filer: [8888, 18888],
};

const CONVERSATIONS: readonly (readonly [from: Part | 'bucket-hook', to: Exclude<Part, 's3'>, purpose: string])[] = [
  ['master', 'master', 'Raft'],
  ['master', 'volume', 'making and cleaning volumes'],
  ['master', 'filer', 'maintenance'],
  ['volume', 'master', 'heartbeats'],
  ['volume', 'volume', 'copies of blobs'],
  ['filer', 'master', 'where blobs lie'],
  ['filer', 'volume', 'blobs'],
  ['filer', 'filer', 'its own metadata stream'],
  ['s3', 'master', 'where blobs lie'],
  ['s3', 'volume', 'blobs'],
  ['s3', 'filer', 'names of objects'],
  ['bucket-hook', 'master', 'making the bucket'],
  ['bucket-hook', 'filer', 'making the bucket'],
];

export function seaweedfsFlows(): readonly Flow[] {
  return [
    ...CONVERSATIONS.map(([from, to, purpose]) => ({
      from: objectStore[from],
      to: objectStore[to],
      ports: PORTS[to],
      purpose,
    })),
    ...SEAWEEDFS_PARTS.map((part) => ({
      from: prometheus.prometheus,
      to: objectStore[part],
      ports: [METRICS_PORT],
      purpose: `metrics of the object store (${part})`,
    })),
  ];
}
