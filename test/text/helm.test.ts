/** Charts hand values to Helm's `tpl`, as the collector's does with its whole configuration. Whatever the input takes comes out as it was. */
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { emitYaml } from '../../generator/data/yaml.ts';
import { realTool } from '../real-tool.ts';
import { inTemporaryFolder, writeFiles } from '../temporary-folder.ts';
import { acceptedTexts } from './accepted-texts.ts';

let helm = '';
beforeAll(async () => {
  helm = await realTool('helm');
});

const object = z.object({ data: z.record(z.string(), z.string()) });

/** What becomes of values that a chart hands to `tpl` as open-telemetry/opentelemetry-helm-charts:charts/opentelemetry-collector does. */
async function handedToTpl(texts: readonly string[]): Promise<readonly (string | undefined)[]> {
  return inTemporaryFolder((folder) => {
    const config = Object.fromEntries(texts.map((text, index) => [`text-${index}`, text]));
    writeFiles(folder, [
      ['Chart.yaml', emitYaml({ apiVersion: 'v2', name: 'texts', version: '0.0.1' })],
      ['values.yaml', emitYaml({ config })],
      [
        'templates/config.yaml',
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: texts}\ndata:\n  {{- tpl (toYaml .Values.config) . | nindent 2 }}\n',
      ],
    ]);
    const { data } = object.parse(parse(execFileSync(helm, ['template', 'texts', folder]).toString()));
    return texts.map((_, index) => data[`text-${index}`]);
  });
}

it('a text that the input takes is itself to Helm, in every field', async () => {
  await fc.assert(
    fc.asyncProperty(acceptedTexts, async (accepted) => {
      const texts = await handedToTpl(accepted.map(({ text }) => text));
      expect(accepted.map(({ path }, index) => ({ path, text: texts[index] }))).toEqual(accepted);
    }),
    { numRuns: 3 },
  );
});

it('a template is another text to Helm', async () => {
  expect(await handedToTpl(['a{{ .Release.Name }}'])).toEqual(['atexts']);
});
