/** Selectors of labels and annotations in the notation of Kubernetes (kubernetes/apimachinery:pkg/labels/selector.go). */
import { isObject, type Json } from '../../data/json.ts';

/** Whether a map matches the selector; an empty selector matches every map. An invalid selector counts as a match: the build reports it. */
export function matchesSelector(selector: Json | undefined, values: Json | undefined): boolean {
  if (typeof selector !== 'string' || selector.trim() === '') return true;
  const map = isObject(values) ? values : {};
  return requirements(selector).every((requirement) => meets(requirement.trim(), map));
}

/** Commas between parentheses belong to one requirement. */
function requirements(selector: string): readonly string[] {
  return selector.match(/(?:\([^)]*\)|[^,(])+/g) ?? [];
}

const ONE_OF = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/;
const COMPARED = /^([^\s=!<>]+)\s*(==|=|!=|<|>)\s*(\S*)$/;

function meets(requirement: string, map: Readonly<Record<string, Json>>): boolean {
  const value = (key: string): string | undefined => (Object.hasOwn(map, key) ? String(map[key]) : undefined);
  const [, listed, operator, list = ''] = ONE_OF.exec(requirement) ?? [];
  if (listed !== undefined) {
    const isIn = list.split(',').some((one) => one.trim() === value(listed));
    return operator === 'in' ? isIn : !isIn;
  }
  const [, key, comparison, operand] = COMPARED.exec(requirement) ?? [];
  if (key === undefined) return meetsPresence(requirement, value);
  const own = value(key);
  if (comparison === '!=') return own !== operand;
  if (comparison === '<' || comparison === '>')
    return own !== undefined && (comparison === '<' ? Number(own) < Number(operand) : Number(own) > Number(operand));
  return own === operand;
}

function meetsPresence(requirement: string, value: (key: string) => string | undefined): boolean {
  if (/^!\s*[^\s!]+$/.test(requirement)) return value(requirement.slice(1).trim()) === undefined;
  return /\s/.test(requirement) || value(requirement) !== undefined;
}
