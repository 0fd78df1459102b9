/** The examples as text: what they are configured by, and what they are pinned to. That they run and send is proven with a real collector. */
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { REGISTRY } from '../../generator/components/registry.ts';
import { connectionOf } from '../../generator/connect/connection.ts';
import { environmentOf } from '../../generator/connect/environment.ts';
import { exampleFiles, examplesFor } from '../../generator/connect/examples.ts';
import { LANGUAGES } from '../../generator/connect/languages.ts';
import { buildGraph } from '../../generator/stack/graph.ts';
import { clusterOf, fleetOfInput } from './fleet.ts';

const FLEET = fleetOfInput();
const CLUSTER = clusterOf(FLEET, 'whole');
const CONNECTION = connectionOf(CLUSTER, buildGraph(FLEET, CLUSTER, REGISTRY), {
  name: 'assistant',
  namespace: 'search',
});
if (CONNECTION === undefined) throw new Error('the cluster has no collector');
const connection = CONNECTION;

/** The files of every example, by `<language>/<path>`. */
const FILES: ReadonlyMap<string, string> = new Map(
  LANGUAGES.flatMap((language) =>
    examplesFor(language, connection).flatMap((example) =>
      exampleFiles(example).map(({ path, text }) => [`${language}/${path}`, text] as const),
    ),
  ),
);

function named(ending: string): readonly (readonly [path: string, text: string])[] {
  return [...FILES].filter(([path]) => path.endsWith(ending));
}

/** The model's provider is the application's own business. */
const PROVIDER = ['OPENAI_BASE_URL', 'OPENAI_API_KEY'];

describe.each(LANGUAGES)('the examples for %s', (language) => {
  it('are configured by nothing but the variables that connect prints', () => {
    const printed = new Set([...environmentOf(connection, language).map(({ name }) => name), ...PROVIDER]);
    const texts = [...FILES].filter(([path]) => path.startsWith(`${language}/`)).map(([, text]) => text);
    const spoken = texts.flatMap(
      (text) => text.match(/\b(?:OTEL|OPENLIT|LANGFUSE|OPENAI)_[A-Z0-9_]*[A-Z0-9]\b/g) ?? [],
    );
    expect(spoken.filter((name) => !printed.has(name))).toEqual([]);
    expect(texts.join('')).not.toMatch(/https?:\/\//);
  });
});

it.each(named('requirements.txt'))('%s pins exact versions', (_path, text) => {
  const packages = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(packages.length).toBeGreaterThan(0);
  for (const line of packages) expect(line).toMatch(/^[a-z0-9-]+==\d[a-z0-9.]*$/);
});

it.each(named('package.json'))('%s pins exact versions', (_path, text) => {
  const { dependencies } = JSON.parse(text);
  for (const version of Object.values(dependencies)) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
});

it.each(named('.ts'))('%s imports what its package.json names', (path, text) => {
  transformSync(text, { loader: 'ts' });
  const { dependencies } = JSON.parse(FILES.get(path.replace('application.ts', 'package.json')) ?? '{}');
  const imported = [...text.matchAll(/ from '([^']+)'/g)].map(([, name = '']) => name);
  expect(imported.filter((name) => dependencies[name] === undefined)).toEqual([]);
});

it('the models that the OpenLIT example pays for have prices, so that it has a cost', () => {
  const { chat, embeddings } = JSON.parse(FILES.get('python/openlit/pricing.json') ?? '{}');
  const text = FILES.get('python/openlit/application.py') ?? '';
  const [, answering = ''] = /^MODELS = \[.*"([^"]+)"\]$/m.exec(text) ?? [];
  const [, embedding = ''] = /^EMBEDDING_MODEL = "([^"]+)"$/m.exec(text) ?? [];
  expect(chat[answering]).toEqual({ promptPrice: expect.any(Number), completionPrice: expect.any(Number) });
  expect(embeddings[embedding]).toEqual(expect.any(Number));
});
