/** The address of a Service of the stack, as pods see it. */
import { STACK_NAMESPACE } from './metadata.ts';

export function serviceUrl({ service, port }: { readonly service: string; readonly port: number }): string {
  return `http://${service}.${STACK_NAMESPACE}.svc:${port}`;
}
