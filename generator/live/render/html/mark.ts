/** States and verdicts as marks: a sign beside each colour, because not everybody sees the difference of colours. */
import { type Html, html } from '../../../plan/render/html/markup.ts';
import type { State } from '../../model.ts';
import { type Verdict, verdictOfState } from '../../verdict.ts';

/** The colours of the page are named by what happens to an object: its class gives the same colour here. */
const LOOKS: Readonly<Record<Verdict, readonly [sign: string, colour: string]>> = {
  healthy: ['✓', 'created'],
  progressing: ['…', 'changed'],
  unreachable: ['?', 'kept'],
  broken: ['✗', 'removed'],
};

export function verdictMark(verdict: Verdict): Html {
  return mark(verdict, verdict);
}

export function stateMark(state: State): Html {
  return mark(state, verdictOfState(state));
}

function mark(text: string, verdict: Verdict): Html {
  const [sign, colour] = LOOKS[verdict];
  return html`<span class="fate ${colour}"><span aria-hidden="true">${sign}</span> ${text}</span>`;
}
