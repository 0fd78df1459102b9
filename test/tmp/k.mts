import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import {emitYaml} from '../../generator/yaml.ts';
import { parse } from 'yaml';
const d=mkdtempSync('/tmp/k-'); writeFileSync(d+'/kustomization.yaml','apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [object.yaml]\n');
const T=['<<','=','a\u0085b','\u0085','\u2028','\ufeff','\u0000','x'.repeat(3000),'x'.repeat(900),'a\nb','{a}','\n','','y','~','?',': a','a\rb','1_000','.inf'];
for (const t of T) for (const form of ['key','value']) for (const how of ['json','ours']) {
  const o={apiVersion:'e.com/v1',kind:'A',metadata:{name:'a'},spec: form==='key'?{[t]:'x'}:{x:t}};
  writeFileSync(d+'/object.yaml', how==='json'?JSON.stringify(o):emitYaml(o as any));
  let r; try { r=JSON.stringify(parse(execFileSync('/work/main/.tools/kustomize-5.8.1',['build',d],{encoding:'utf8',stdio:['ignore','pipe','pipe']}),{version:'1.1'}).spec)===JSON.stringify(o.spec)?'ok':'differs'; } catch(e:any){ r='error '+String(e.stderr??e.message).slice(-60).replace(/\n/g,' '); }
  if (r!=='ok') console.log(JSON.stringify(t).slice(0,20),form,how,r);
}
