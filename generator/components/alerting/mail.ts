/** E-mail goes through the mail server of the input where Alertmanager is ours; Argo CD has a mail server of its own. */
import type { Mistake, Stack } from '../../stack/component.ts';
import type { Alerting } from '../notifications/settings.ts';
import { prometheus } from '../prometheus/handle.ts';

/** Receivers that ask for e-mail without a server that sends it. */
export function mailMistakes({ email, routes, smtp }: Alerting, stack: Stack): readonly Mistake[] {
  if (smtp !== undefined || stack.of(prometheus).mode !== 'managed') return [];
  const paths = [
    ...(email === undefined ? [] : [['email']]),
    ...routes.flatMap((route, index) => (route.email === undefined ? [] : [['routes', index, 'email']])),
  ];
  return paths.map((path) => ({
    code: 'invalid-value',
    path: ['alerting', ...path],
    message: 'needs a mail server',
    hint: 'set alerting.smtp',
  }));
}
