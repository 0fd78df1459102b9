/** Calls of a model with OpenTelemetry's instrumentation around them. Its argument is the folder of its packages. */
const { createRequire } = require('node:module');

const packages = createRequire(`${process.argv[2]}/`);
const { OpenAIInstrumentation } = packages('@opentelemetry/instrumentation-openai');
const { NodeSDK } = packages('@opentelemetry/sdk-node');

const telemetry = new NodeSDK({ instrumentations: [new OpenAIInstrumentation()] });
telemetry.start();

// Only what is loaded from here on is instrumented.
void require('./plain-calls.cjs').then(() => telemetry.shutdown());
