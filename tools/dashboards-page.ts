/** `docs/dashboards.md`: what each dashboard is about, with its picture. */
import { REGISTRY } from '../generator/components/registry.ts';
import { dashboards } from '../generator/telemetry/dashboards.ts';

const HEAD = `# Dashboards

Grafana has these dashboards on every cluster, in the folder "LLM observability". Each can also look at several clusters, with a data source
that holds the metrics of all.

The pictures show invented traffic (\`npm run demo-traffic\`). They are drawn by the preview of this repository and not by Grafana, so that
colours and legends differ a little. \`npm run pictures\` makes them anew.
`;

export function dashboardsPage(): string {
  const sections = dashboards(REGISTRY).map(
    ({ uid, title, description }) =>
      `## ${title}\n\n${description}\n\n![The dashboard ${title}](dashboards/${uid}.png)\n`,
  );
  return [HEAD, ...sections].join('\n');
}
