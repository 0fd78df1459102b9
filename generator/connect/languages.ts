/** What an application is written in, or plain OpenTelemetry. In a file of its own, because the command line names them at every start. */
export const LANGUAGES = ['python', 'typescript', 'otel'] as const;
export type Language = (typeof LANGUAGES)[number];
