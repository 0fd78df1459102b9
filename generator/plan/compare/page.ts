/** Two sides as one HTML file, in the style of a plan: every value is whole. It has no script. */
import { grouped } from '../../layers/selector.ts';
import { documentStart } from '../render/html/document.ts';
import { type Columns, type FieldGroup, fieldTable } from '../render/html/fields.ts';
import { type Html, html } from '../render/html/markup.ts';
import { counted, objectText } from '../render/lines.ts';
import { alike } from './render.ts';
import type { ComparedOnBoth, ObjectOnBoth, SideBySide } from './side-by-side.ts';

export function comparisonHtml(compared: SideBySide): string {
  const { left, right, settings, components } = compared;
  const isSame = settings.length + components.length === 0;
  const title = `${left} and ${right} ${isSame ? 'are the same' : 'side by side'}`;
  const columns = columnsOf(compared);
  const said = [{ title: 'What the input says, with what is inherited and the defaults', fields: settings }];
  return html`${documentStart(title)}
<header><h1>${title}</h1><p class="quiet because">${alike(compared).replace(/^, /, '')}</p></header>
<main>
${settings.length > 0 && part('settings', counted(settings.length, 'field'), fieldTable(said, columns))}
${components.map((component) => componentPart(component, compared, columns))}
</main>
</body>
</html>
`.text;
}

function columnsOf({ left, right }: SideBySide): Columns {
  const column = (title: string) => ({ title, style: 'side', absent: 'not set' }) as const;
  return [column(left), column(right)];
}

function part(name: string, gist: string, content: Html): Html {
  return html`<details class="change" id="${name}" open><summary><span class="title"><strong>${name}</strong> <span class="gist">${gist}</span></span></summary><div class="body">${content}</div></details>
`;
}

function componentPart(component: ComparedOnBoth, names: SideBySide, columns: Columns): Html {
  const { component: name, only, source, values, objects } = component;
  if (only !== undefined) return part(name, `only on ${names[only]}`, html`<p>Only ${names[only]} has it.</p>`);
  const groups: readonly FieldGroup[] = [
    { title: 'Source', fields: source },
    { title: 'Helm values', fields: values },
    ...objects.map((object) => ({ title: objectText(object), fields: object.fields })),
  ];
  const gist = [
    ...(source.length > 0 ? ['another source'] : []),
    ...(values.length > 0 ? [counted(values.length, 'value')] : []),
    ...(objects.length > 0 ? [counted(objects.length, 'object')] : []),
  ].join(', ');
  return part(name, gist, html`${onOneSide(objects, names)}${fieldTable(groups, columns)}`);
}

/** Objects of one side, of a kind and namespace together. */
function onOneSide(objects: readonly ObjectOnBoth[], names: SideBySide): Html {
  const single = objects.flatMap((object) => (object.only === undefined ? [] : [{ ...object, only: object.only }]));
  const items = grouped(single, ({ only, kind, namespace }) => JSON.stringify([only, kind, namespace])).map((group) => {
    const [{ only, kind, namespace }] = group;
    const place = namespace !== undefined && html`<span class="quiet">${namespace}/</span>`;
    return html`<li><span class="fate kept">only on ${names[only]}</span> <span><b>${kind}</b> ${place}${group.map(({ name }) => name).join(', ')}</span></li>`;
  });
  return html`${items.length > 0 && html`<ul class="objects">${items}</ul>`}`;
}
