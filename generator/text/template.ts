/** Texts for people from Handlebars templates. What a template needs and is not given is an error, and never a hole in the text. */
import Handlebars, { type HelperDelegate, type HelperOptions } from 'handlebars';

/** `name` is what errors call the template. What is answered throws where a field of the template is not given, or is undefined. */
export function textTemplate(
  name: string,
  source: string,
  helpers: Readonly<Record<string, HelperDelegate>> = {},
): (fields: object) => string {
  const templates = Handlebars.create();
  for (const [helper, work] of Object.entries({ ...templates.helpers, ...helpers }))
    templates.registerHelper(helper, demanding(name, work));
  const compiled = templates.compile<object>(source, { noEscape: true, strict: true });
  // Without the fields that are undefined: to Handlebars those are given.
  return (fields) => compiled(JSON.parse(JSON.stringify(fields)));
}

/** Handlebars looks only at what is printed as it is, and not at what is handed to a helper, such as the condition of an `if`. */
function demanding(template: string, helper: HelperDelegate): HelperDelegate {
  return function (this: unknown, ...given: readonly unknown[]) {
    const { name, loc } = given.at(-1) as HelperOptions & { name: string; loc: { start: { line: number } } };
    if (given.slice(0, -1).includes(undefined))
      throw new Error(
        `the template ${template} has a field in line ${loc.start.line} that is not given to it: {{${name} …}}`,
      );
    return Reflect.apply(helper, this, given);
  };
}
