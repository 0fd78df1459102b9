/** Alertmanager's configuration in a folder, as the operator mounts it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../../generator/data/json.ts';
import { emitYaml } from '../../../generator/data/yaml.ts';
import { type Sections, valueAt, watchedCluster } from './watched-cluster.ts';

/** Writes it with its templates, under a name of its own, and gives the file's path. */
export function mountedConfig(folder: string, name: string, sections: Sections): string {
  const answers = watchedCluster(sections);
  const templates = valueAt(answers, 'prometheus', 'alertmanager', 'templateFiles');
  for (const [file, text] of Object.entries(isObject(templates) ? templates : {}))
    writeFileSync(join(folder, `${name}-${file}`), String(text));
  const config = valueAt(answers, 'prometheus', 'alertmanager', 'config');
  const path = join(folder, `${name}.yaml`);
  writeFileSync(path, emitYaml(config).replace('/etc/alertmanager/config/', `${folder}/${name}-`));
  return path;
}
