/** Where the cluster runs, and with which Kubernetes. */
import type { Finding, Subject } from './finding.ts';

export function placeFindings({ cluster, facts }: Subject): readonly Finding[] {
  return [...provider(cluster, facts), ...kubernetes(cluster, facts)];
}

type Part = (cluster: Subject['cluster'], facts: Subject['facts']) => readonly Finding[];

const provider: Part = ({ provider: { name, region } }, facts) => [
  ...(name === facts.provider
    ? []
    : [
        {
          path: ['provider', 'name'],
          message: `its nodes are of ${facts.provider}`,
          hint: `set provider.name: ${facts.provider}, or ask another cluster`,
        },
      ]),
  ...(region === undefined || facts.region === undefined || region === facts.region
    ? []
    : [
        {
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
      path: ['kubernetes'],
      message: `its nodes have Kubernetes ${minors.join(' and ')}, and manifests are validated against ${cluster.kubernetes}`,
      hint:
        newest === undefined
          ? 'bring its nodes to a Kubernetes that this version of the program knows'
          : `set kubernetes: '${newest}'`,
    },
  ];
};
