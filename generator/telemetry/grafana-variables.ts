/** Grafana's variables inside a query: `$name`, `${name}`, `${name:format}`, `[[name]]` is out of date. */
const VARIABLE = /\$(?:\{(?<braced>\w+)(?::\w+)?\}|(?<plain>\w+))/g;

/** What Grafana puts in place of its own variables, as something of the same kind. */
const DURATIONS = /^__(?:rate_interval|interval|range)$/;

/** Names of the dashboard's variables in a text, sorted, each once. */
export function grafanaVariables(text: string): readonly string[] {
  const names = [...text.matchAll(VARIABLE)].map(({ groups }) => groups?.braced ?? groups?.plain ?? '');
  return [...new Set(names)].filter((name) => !name.startsWith('__') && !/^\d+$/.test(name)).sort();
}

/** The text as Grafana might send it, so that it can be parsed: a duration for each of Grafana's own, a number for the rest. */
export function withoutGrafana(text: string): string {
  return text.replace(VARIABLE, (whole, braced: string | undefined, plain: string | undefined) => {
    const name = braced ?? plain ?? '';
    if (DURATIONS.test(name)) return '5m';
    return /^__(?:range|interval)_(?:s|ms)$/.test(name) ? '300' : /^\d+$/.test(name) ? whole : '1';
  });
}
