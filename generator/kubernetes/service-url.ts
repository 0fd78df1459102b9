/** The address of a Service, as pods see it. */
import { STACK_NAMESPACE } from './metadata.ts';

interface ServicePort {
  readonly service: string;
  readonly port: number;
}

/** In the namespace of the stack unless another one is given. */
export function serviceUrl({ service, port }: ServicePort, namespace: string = STACK_NAMESPACE): string {
  return `http://${service}.${namespace}.svc:${port}`;
}
