/** Numbers that look random and are always the same: everything follows from the seed and a name. */

export type Chance = (name: string) => number;

/** Gives a number from 0 to below 1 for every name. */
export function chanceOf(seed: number): Chance {
  return (name) => {
    // FNV-1a, and then the end of MurmurHash3, which spreads names that differ in their last letter only.
    let hash = 2_166_136_261 ^ seed;
    for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 16_777_619);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
  };
}

/** A line that wanders between -1 and 1, with a new direction every `period` seconds. */
export function wandering(chance: Chance, name: string, period: number): (time: number) => number {
  const knots = new Map<number, number>();
  const at = (knot: number): number => {
    const known = knots.get(knot);
    if (known !== undefined) return known;
    const made = chance(`${name}@${knot}`) * 2 - 1;
    knots.set(knot, made);
    return made;
  };
  return (time) => {
    const knot = Math.floor(time / period);
    const share = time / period - knot;
    const smooth = share * share * (3 - 2 * share);
    return at(knot) * (1 - smooth) + at(knot + 1) * smooth;
  };
}
