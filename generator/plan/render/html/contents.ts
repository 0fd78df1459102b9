/** What a change is made of: what is new or gone as a whole, then every field that differs. */
import { grouped } from '../../../layers/selector.ts';
import type { Release, Upstream } from '../../deployed/deployed.ts';
import { type FieldChange, fieldChanges } from '../../difference/fields.ts';
import type { ObjectChange } from '../../difference/objects.ts';
import type { Changed, ComponentChange, HubChange, ValueChange } from '../../plan.ts';
import { objectText, releaseText, upstreamText } from '../lines.ts';
import type { ClusterList } from './clusters.ts';
import { fateMark } from './fate.ts';
import { type FieldGroup, fieldTable } from './fields.ts';
import { type Html, html } from './markup.ts';

export function contents(change: ComponentChange): Html {
  const { release = {}, upstream = {}, values, objects } = change;
  const whole = [
    ...wholeSource(release, releaseText),
    ...wholeSource(upstream, upstreamText),
    ...wholeObjects(objects),
  ];
  const fields = [
    { title: 'Helm release', fields: sourceFields(release) },
    { title: 'Manifests of upstream', fields: sourceFields(upstream) },
    { title: 'Helm values', fields: values.map((value) => withOwnCauses(value, change)) },
    ...objectFields(objects),
  ];
  return html`${wholeList(whole)}${fieldTable(fields)}`;
}

/** Objects that clusters each have one of are below these. */
export function hubContents(hub: readonly HubChange[], list: ClusterList): Html {
  return html`${grouped(hub, ({ clusters = [] }) => clusters.join(' ')).map((objects) => {
    const [{ clusters = [] }] = objects;
    const where = clusters.length > 0 && html`<div class="where">Of ${list(clusters)}</div>`;
    return html`${where}${wholeList(wholeObjects(objects))}${fieldTable(objectFields(objects))}`;
  })}`;
}

function wholeList(items: readonly Html[]): Html {
  return html`${items.length > 0 && html`<ul class="objects">${items}</ul>`}`;
}

function wholeSource<T extends Release | Upstream>(
  { before, after }: Changed<T>,
  text: (one: T) => string,
): readonly Html[] {
  const one = before === undefined ? after : after === undefined ? before : undefined;
  if (one === undefined) return [];
  return [html`<li>${fateMark(after === undefined ? 'removed' : 'created')} <span>${text(one)}</span></li>`];
}

function sourceFields<T extends Release | Upstream>({ before, after }: Changed<T>): readonly FieldChange[] {
  return before === undefined || after === undefined ? [] : fieldChanges({ ...before }, { ...after });
}

/** Where all of a change has one cause, that is told above. */
function withOwnCauses(value: ValueChange, { causes }: ComponentChange): ValueChange {
  return causes?.length === 1 ? { ...value, causes: [] } : value;
}

/** Objects without fields that differ are named together. */
function wholeObjects(objects: readonly ObjectChange[]): readonly Html[] {
  const whole = objects.filter(({ fields }) => fields.length === 0);
  const groups = grouped(whole, ({ fate, kind, namespace }) => JSON.stringify([fate, kind, namespace]));
  return groups.map((group) => {
    const [{ fate, kind, namespace }] = group;
    const names = group.map(({ name }) => name).join(', ');
    const left = fate === 'kept' && html` <span class="quiet">no longer in Git, and kept on the cluster</span>`;
    return html`<li>${fateMark(fate)} <span><b>${kind}</b> ${namespace !== undefined && html`<span class="quiet">${namespace}/</span>`}${names}${left}</span></li>`;
  });
}

function objectFields(objects: readonly ObjectChange[]): readonly FieldGroup[] {
  return objects.map((object) => ({ title: objectText(object), fields: object.fields }));
}
