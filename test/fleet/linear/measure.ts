/** Run as a program of its own, which can be ended: what each long input takes of the processor, a line of JSON each. */
import { REGISTRY } from '../../../generator/components/registry.ts';
import { documentReader } from '../../../generator/data/documents.ts';
import { emitYaml } from '../../../generator/data/yaml.ts';
import { parseInput } from '../../../generator/fleet/parse/document.ts';
import { renderDiagnostics } from '../../../generator/fleet/render-diagnostics.ts';
import { resolveFleet } from '../../../generator/fleet/resolve/resolve.ts';
import { generateFiles } from '../../../generator/generate.ts';
import { problemsIn } from '../../../generator/validate/kubeconform-report.ts';
import { longFiles } from './long-files.ts';
import { longTexts } from './long-texts.ts';
import { filledWith, schemasOfInput } from './schemas-of-input.ts';

export interface Measured {
  readonly about: string;
  readonly milliseconds: number;
  /** Characters that came out. */
  readonly written: number;
}

function measure(about: string, work: () => number): void {
  const before = process.cpuUsage();
  const written = work();
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ about, milliseconds: (user + system) / 1000, written } satisfies Measured));
}

function load(text: string): number {
  const { document, diagnostics } = parseInput('fleet.yaml', new TextEncoder().encode(text));
  if (document === undefined) return told(diagnostics);
  const resolved = resolveFleet(document, [], REGISTRY);
  if (resolved.fleet === undefined) return told(resolved.diagnostics);
  let characters = 0;
  for (const file of generateFiles(resolved.fleet, REGISTRY)) characters += file.text.length;
  return characters;
}

function told(diagnostics: Parameters<typeof renderDiagnostics>[0]): number {
  return renderDiagnostics(diagnostics).length + JSON.stringify(diagnostics).length;
}

for (const { name, text } of longTexts()) {
  for (const [kind, schema] of schemasOfInput())
    measure(`${kind} with ${name}`, () => {
      for (const value of filledWith(text, schema)) schema.safeParse(value);
      return 0;
    });
  measure(`a report with ${name}`, () => problemsIn(` - at '/a': ${text}   - at '/${text}': b`).length);
  measure(`a built object with ${name}`, () => documentReader()(`${text}\n---\na: ${text}`).documents.length);
  measure(`YAML of ${name}`, () => emitYaml({ [text]: text, a: [{ b: text }] }).length);
}
for (const { name, text } of longFiles()) measure(name, () => load(text));
