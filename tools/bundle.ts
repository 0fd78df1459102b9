/** `npm run build`: the program as plain JavaScript in dist/, so that the published command starts without a compiler. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { programFolder } from '../generator/program/program-folder.ts';
import { dashboards } from '../generator/telemetry/dashboards/dashboards.ts';

/** Dashboards are the same for every fleet: the published program has them ready, and neither loads nor runs what draws them. */
const drawnDashboards: Plugin = {
  name: 'drawn-dashboards',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]telemetry[\\/]dashboards[\\/]dashboards\.ts$/ }, () => ({
      contents: `const drawn = ${JSON.stringify(dashboards())}; export const dashboards = () => drawn;`,
    }));
  },
};

const root = programFolder();
rmSync(join(root, 'dist'), { recursive: true, force: true });
await build({
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
