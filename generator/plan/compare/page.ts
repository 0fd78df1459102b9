/** Two sides as one HTML file, in the style of a plan; it has no script. */
import { documentStart } from '../render/html/document.ts';
import { html } from '../render/html/markup.ts';
import { alike, NONE, type Section, sectionsOf } from './render.ts';
import type { SideBySide } from './side-by-side.ts';

export function comparisonHtml(compared: SideBySide): string {
  const { left, right } = compared;
  const sections = sectionsOf(compared);
  const title = `${left} and ${right} ${sections.length === 0 ? 'are the same' : 'side by side'}`;
  return html`${documentStart(title)}
<header><h1>${title}</h1><p>${alike(compared).replace(/^, /, '')}</p></header>
<main>
${sections.map((section) => tableOf(section, compared))}
</main>
</body>
</html>
`.text;
}

function tableOf({ title, rows }: Section, { left, right }: SideBySide) {
  return html`<section><h2>${title}</h2><div class="body"><table class="fields"><thead><tr><th scope="col">Field</th><th scope="col">${left}</th><th scope="col">${right}</th></tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr><th scope="row">${row.what}</th><td><code>${row.left || NONE}</code></td><td><code>${row.right || NONE}</code></td></tr>`,
  )}</tbody></table></div></section>
`;
}
