/** Calls of a model, of every kind once a round. Nothing here records them. Its argument is the folder of its packages. */
const { createRequire } = require('node:module');
const { setTimeout } = require('node:timers/promises');

const packages = createRequire(`${process.argv[2]}/`);
const { OpenAI } = packages('openai');
const client = new OpenAI({ maxRetries: 0 });

const WEATHER = { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } };

const ask = (model, content, more = {}) =>
  client.chat.completions.create({ model, messages: [{ role: 'user', content }], ...more });

async function round() {
  await ask('gpt-4o-mini', 'What does a collector do?');
  await ask('gpt-4o-mini', 'What is the weather in Oslo?', { tools: [WEATHER] });
  const streamed = { stream: true, stream_options: { include_usage: true } };
  for await (const _ of await ask('gpt-4o-mini', 'And in one word?', streamed));
  await client.embeddings.create({ model: 'text-embedding-3-small', input: ['A collector collects.'] });
  await ask('gpt-4o-mini-preview', 'Is anybody there?').catch((error) => console.log(error.message));
}

async function calls() {
  for (let each = 0; each < 2; each += 1) {
    await round();
    // Metrics are sent in between.
    await setTimeout(2000);
  }
}

module.exports = calls();
