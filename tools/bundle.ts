/** `npm run build`: the program as plain JavaScript in dist/, so that the published command starts without a compiler. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { programFolder } from '../generator/program/program-folder.ts';
import type { DashboardDrawing } from '../generator/telemetry/grafana/dashboard.ts';

/** A dashboard is the same for every fleet: the published program has its JSON ready, and neither loads nor runs what draws it. */
const drawnDashboards: Plugin = {
  name: 'drawn-dashboards',
  setup(bundler) {
    const filter = /[\\/](?:components[\\/][^\\/]+[\\/]dashboard|telemetry[\\/]dashboards[\\/][^\\/]+)\.ts$/;
    bundler.onLoad({ filter }, async ({ path }) => {
      const drawings: Readonly<Record<string, DashboardDrawing>> = await import(pathToFileURL(path).href);
      const drawn = Object.entries(drawings).map(
        ([name, draw]) => `export const ${name} = () => (${JSON.stringify(draw())});`,
      );
      return { contents: drawn.join('\n') };
    });
  },
};

const root = programFolder();
rmSync(join(root, 'dist'), { recursive: true, force: true });
const { metafile } = await build({
  metafile: true,
  absWorkingDir: root,
  entryPoints: ['generator/main.ts'],
  outdir: 'dist',
  bundle: true,
  plugins: [drawnDashboards],
  // Commands are imported only when they are called: each becomes a file of its own.
  splitting: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // CommonJS packages inside call require.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});

const drawing = Object.keys(metafile.inputs).filter((path) => path.includes('grafana-foundation-sdk'));
if (drawing.length > 0) throw new Error(`what draws dashboards would be published: ${drawing.join(', ')}`);
