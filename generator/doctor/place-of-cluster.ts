/** Where the cluster runs, and with which Kubernetes. */
import type { Finding, Subject } from './finding.ts';

export function placeFindings({ cluster, facts, asked }: Subject): readonly Finding[] {
  return [...provider(cluster, facts), ...kubernetes(cluster, facts), ...clock(asked)];
}

type Part = (cluster: Subject['cluster'], facts: Subject['facts']) => readonly Finding[];

const provider: Part = ({ provider: { name, region } }, facts) => [
  ...(name === facts.provider
    ? []
    : [
        {
          name: 'other-provider' as const,
          path: ['provider', 'name'],
          message: `its nodes are of ${facts.provider}`,
          hint: `set provider.name: ${facts.provider}, or ask another cluster`,
        },
      ]),
  ...(region === undefined || facts.region === undefined || region === facts.region
    ? []
    : [
        {
          name: 'other-region' as const,
          path: ['provider', 'region'],
          message: `its nodes are in region ${facts.region}`,
          hint: `set provider.region: ${facts.region}`,
        },
      ]),
];

const kubernetes: Part = (cluster, { minors, kubernetes: newest }) => {
  if (minors.length === 0 || minors.includes(cluster.kubernetes)) return [];
  return [
    {
      name: 'other-kubernetes',
      path: ['kubernetes'],
      message: `its nodes have Kubernetes ${minors.join(' and ')}, and manifests are validated against ${cluster.kubernetes}`,
      hint:
        newest === undefined
          ? 'bring its nodes to a Kubernetes that this version of the program knows'
          : `set kubernetes: '${newest}'`,
    },
  ];
};

/** More is no delay of an answer. */
const MOST_SECONDS = 30;

/** Nobody can tell from here which of the two is wrong. */
function clock({ clockAhead = 0 }: Subject['asked']): readonly Finding[] {
  const seconds = Math.abs(clockAhead);
  if (seconds <= MOST_SECONDS) return [];
  return [
    {
      name: 'clock-differs',
      path: [],
      message: `the clock of its API server is ${seconds} seconds ${clockAhead > 0 ? 'ahead of' : 'behind'} that of this machine`,
      hint: 'set the wrong one by NTP: tokens and certificates are refused, and telemetry is stored at another time',
    },
  ];
}
