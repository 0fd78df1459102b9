/** What a plan says of a change, with other texts in place of those that come from a repository. The words of the plan itself stay. */
import { asText, isObject, type Json } from '../../data/json.ts';
import type { Changed, ComponentChange, Danger, PlannedCluster } from '../plan.ts';
import type { FieldChange } from './fields.ts';
import type { ObjectChange } from './objects.ts';
import { inTexts, type Rewrite } from './placeholders.ts';
import type { Placeholder } from './told-once.ts';

/** What changes of a component, wherever it does. */
export type BareChange = Omit<ComponentChange, 'clusters' | 'component' | 'placeholders'>;

export function rewrittenChange<T extends BareChange>(change: T, rewrite: Rewrite): T {
  const { release, upstream, values, objects, restarts } = change;
  return {
    ...change,
    ...(release && { release: rewrittenSides(release, rewrite) }),
    ...(upstream && { upstream: rewrittenSides(upstream, rewrite) }),
    values: values.map((field) => rewrittenField(field, rewrite)),
    objects: objects.map((object) => rewrittenObject(object, rewrite)),
    restarts: restarts.map(({ workload, ...rest }) => ({ workload: rewrite(workload), ...rest })),
  };
}

export function rewrittenObject(object: ObjectChange, rewrite: Rewrite): ObjectChange {
  const { namespace, name, fields } = object;
  return {
    ...object,
    ...(namespace !== undefined && { namespace: rewrite(namespace) }),
    name: rewrite(name),
    fields: fields.map((field) => rewrittenField(field, rewrite)),
  };
}

function rewrittenField<T extends FieldChange>(field: T, rewrite: Rewrite): T {
  const { path, before, after } = field;
  return {
    ...field,
    path: path.map(rewrite),
    ...(before !== undefined && { before: inTexts(before, rewrite) }),
    ...(after !== undefined && { after: inTexts(after, rewrite) }),
  };
}

function rewrittenSides<T extends object>({ before, after }: Changed<T>, rewrite: Rewrite): Changed<T> {
  return {
    ...(before && { before: rewrittenTexts(before, rewrite) }),
    ...(after && { after: rewrittenTexts(after, rewrite) }),
  };
}

/** A release and upstream's manifests have nothing but texts. */
function rewrittenTexts<T extends object>(source: T, rewrite: Rewrite): T {
  const texts = Object.entries(source).map(([field, text]) => [field, rewrite(asText(text))]);
  return { ...source, ...Object.fromEntries(texts) };
}

/** What a change is on one of its clusters: with the names of that one in place of placeholders. */
export function changeOn(change: ComponentChange, cluster: PlannedCluster): ComponentChange {
  const { placeholders, ...rest } = change;
  return placeholders === undefined ? change : rewrittenChange(rest, filledWith(placeholders, cluster));
}

/** What a danger is to one of its clusters. */
export function dangerOn(danger: Danger, cluster: PlannedCluster): Danger {
  const { placeholders, ...rest } = danger;
  return placeholders === undefined ? danger : rewrittenFinding(rest, filledWith(placeholders, cluster));
}

export function rewrittenFinding<T extends Pick<Danger, 'message' | 'opened'>>(finding: T, rewrite: Rewrite): T {
  const { message, opened } = finding;
  return {
    ...finding,
    message: rewrite(message),
    ...(opened && { opened: rewrittenTexts(opened, rewrite) }),
  };
}

/** Takes names of a cluster in place of placeholders. */
export function filledWith(placeholders: readonly Placeholder[], cluster: PlannedCluster): Rewrite {
  const names = { cluster: cluster.name, domain: cluster.domain, environment: cluster.environment };
  return (text) => placeholders.reduce((filled, one) => filled.replaceAll(one.text, () => names[one.of]), text);
}

/** The same for two changes with the same fields and objects, in whatever order: names decide on it. */
export function changeIdentity({ values, objects, restarts, ...rest }: BareChange): string {
  return canonicalText({
    ...rest,
    values: sorted(values),
    objects: sorted(objects.map((object) => ({ ...object, fields: sorted(object.fields) }))),
    restarts: sorted(restarts),
  });
}

export function objectIdentity({ fields, ...rest }: ObjectChange): string {
  return canonicalText({ ...rest, fields: sorted(fields) });
}

function sorted(items: readonly object[]): readonly string[] {
  return items.map(canonicalText).sort();
}

/** JSON in which the order of fields does not count. */
function canonicalText(value: object): string {
  return JSON.stringify(value, (_, inner: Json) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}
