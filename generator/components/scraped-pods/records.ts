/** The rules that give what scraped pods measure common names: those of the engines that there are. */
import type { Manifest } from '../../kubernetes/manifest.ts';
import { STACK_NAMESPACE } from '../../kubernetes/metadata.ts';
import { prometheusRule, type RuleGroup } from '../../kubernetes/prometheus-rule.ts';
import type { ScrapedPods } from './monitors.ts';

/** No manifest where there are no pods. Groups are in the order of `engines`, whatever that of the entries. */
export function records<Engine extends string>(
  component: string,
  all: readonly ScrapedPods[],
  engines: readonly Engine[],
  rulesOf: (engine: Engine) => RuleGroup,
): readonly Manifest[] {
  const present = engines.filter((name) => all.some(({ engine }) => engine === name));
  if (present.length === 0) return [];
  return [
    prometheusRule({ name: `${component}-records`, namespace: STACK_NAMESPACE, component }, present.map(rulesOf)),
  ];
}
