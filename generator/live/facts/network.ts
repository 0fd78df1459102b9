/** What network policies must know: where the Kubernetes API and DNS listen. */
import { fieldAt, listAt, mapAt, textAt } from '../../data/fields.ts';
import type { Json, JsonObject } from '../../data/json.ts';
import type { ClusterDns } from './facts.ts';

/** The ports that network policies open without being told. */
const USUAL_API_PORTS = [443, 6443];
const USUAL_DNS: ClusterDns = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' }, ports: [53] };

/** Ports of the Service `kubernetes` and of the servers behind it; undefined where they are the usual ones. */
export function apiPortsOf(objects: readonly JsonObject[]): readonly number[] | undefined {
  const isApi = (object: JsonObject): boolean =>
    textAt(object, 'metadata', 'namespace') === 'default' &&
    [textAt(object, 'metadata', 'name'), textAt(object, 'metadata', 'labels', 'kubernetes.io/service-name')].includes(
      'kubernetes',
    );
  const ports = objects
    .filter(isApi)
    .flatMap((object) => [...listAt(object, 'ports'), ...listAt(object, 'spec', 'ports')])
    .flatMap((one) => numberAt(one, 'port'));
  const all = [...new Set(ports)].sort((a, b) => a - b);
  return all.every((one) => USUAL_API_PORTS.includes(one)) ? undefined : all;
}

/** Undefined where DNS is where the policies expect it, or is not found. */
export function dnsOf(objects: readonly JsonObject[]): ClusterDns | undefined {
  const found = objects.filter(isDns).map(
    (service): ClusterDns => ({
      namespace: textAt(service, 'metadata', 'namespace'),
      labels: Object.fromEntries(
        Object.entries(mapAt(service, 'spec', 'selector')).map(([key, value]) => [key, String(value)]),
      ),
      ports: podPorts(service, objects),
    }),
  );
  const isUsual = (one: ClusterDns): boolean => JSON.stringify(one) === JSON.stringify(USUAL_DNS);
  return found.some(isUsual) ? undefined : found[0];
}

/** A Service with pods that answers on port 53 over UDP. */
function isDns(object: JsonObject): boolean {
  const ports = listAt(object, 'spec', 'ports').filter((one) => numberAt(one, 'port')[0] === 53);
  return (
    textAt(object, 'kind') === 'Service' &&
    Object.keys(mapAt(object, 'spec', 'selector')).length > 0 &&
    ports.some(isUdp)
  );
}

/** Where its pods listen, which the Service may say by a name. */
function podPorts(service: JsonObject, objects: readonly JsonObject[]): readonly number[] {
  const [name, namespace] = ['name', 'namespace'].map((field) => textAt(service, 'metadata', field));
  const ports = objects
    .filter(
      (object) =>
        textAt(object, 'kind') === 'EndpointSlice' &&
        textAt(object, 'metadata', 'namespace') === namespace &&
        textAt(object, 'metadata', 'labels', 'kubernetes.io/service-name') === name,
    )
    .flatMap((slice) => listAt(slice, 'ports'))
    .filter(isUdp)
    .flatMap((one) => numberAt(one, 'port'));
  return ports.length === 0 ? USUAL_DNS.ports : [...new Set(ports)].sort((a, b) => a - b);
}

function isUdp(port: Json): boolean {
  return textAt(port, 'protocol') === 'UDP';
}

function numberAt(value: Json, field: string): readonly number[] {
  const found = fieldAt(value, field);
  return typeof found === 'number' ? [found] : [];
}
