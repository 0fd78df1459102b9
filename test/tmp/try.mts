import { loadFleet } from '../../generator/fleet/load.ts';
import { renderDiagnostics } from '../../generator/fleet/render-diagnostics.ts';
import { composeFleet } from '../../generator/layers/compose.ts';
import { ENGINE_WRITERS } from '../../generator/engines/engines.ts';
import { checkRequirements } from '../../generator/graph/requirements.ts';
import { openDisk } from '../../generator/tree/disk.ts';
import { compare, apply } from '../../generator/tree/reconcile.ts';
const names: Record<string,string> = { namespaces:'namespaces','prometheus-crds':'prometheusCrds','gateway-crds':'gatewayCrds','cert-manager':'certManager','issuers':'issuers','external-secrets':'externalSecrets','secret-stores':'secretStores','credentials':'credentials','cloudnative-pg':'cloudnativePg','clickhouse-operator':'clickhouseOperator','nginx-gateway':'nginxGateway','gateway':'gateway','postgres':'postgres','clickhouse':'clickhouse','valkey':'valkey','object-store':'objectStore' };
const reg:any[]=[]; for (const [f,n] of Object.entries(names)) reg.push((await import('../../generator/components/'+f+'.ts'))[n]);
const r = loadFleet(process.argv[2]!, reg, (f)=>checkRequirements(f,reg));
if (!r.fleet) { console.log(renderDiagnostics(r.diagnostics)); process.exit(2); }
function* gen(fleet:any){ const c=composeFleet(fleet,reg); yield* c.shared; for (const e of ['argocd','flux'] as const) yield* ENGINE_WRITERS[e].shared(fleet,reg); for (const cl of fleet.clusters){const o=c.cluster(cl); yield* o.files; yield* ENGINE_WRITERS[cl.engine as 'argocd'].cluster(o,fleet,reg);} }
const d=openDisk(process.argv[2]!); const c=compare(d,gen(r.fleet)); console.log(c.created.length,c.changed.length,c.unchanged,c.obstacles); apply(d,c);
