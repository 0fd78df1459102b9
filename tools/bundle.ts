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

/**
 * Of the client of Kubernetes only what reads a kubeconfig and its credentials: the classes of all objects, which importing it would
 * evaluate, and the implementation of `fetch` that Node.js has itself, are ten times as large.
 */
const kubeconfigAlone: Plugin = {
  name: 'kubeconfig-alone',
  setup(bundler) {
    const seen = {};
    bundler.onResolve({ filter: /^(?:\.|@kubernetes\/client-node$)/ }, async ({ path, pluginData, ...from }) => {
      const isClient = path.startsWith('@') || /[\\/]@kubernetes[\\/]client-node[\\/]/.test(from.importer);
      if (pluginData === seen || !isClient) return undefined;
      const { importer, resolveDir, kind } = from;
      const found = await bundler.resolve(path, { importer, resolveDir, kind, pluginData: seen });
      return { ...found, sideEffects: false };
    });
    bundler.onResolve({ filter: /^node-fetch$/ }, () => ({ path: 'node-fetch', namespace: 'own-fetch' }));
    bundler.onLoad({ filter: /.*/, namespace: 'own-fetch' }, () => ({
      contents:
        'export default globalThis.fetch; export const { Headers, Request, Response } = globalThis; export class AbortError extends Error {} export class FetchError extends Error {}',
    }));
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
  plugins: [drawnDashboards, kubeconfigAlone],
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
