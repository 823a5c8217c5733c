/**
 * The colours of heat maps: one hue that differs in lightness, so that colour-blind readers and grey prints tell the steps apart. They
 * grow with the square root of the count: with steps of equal size, one crowded cell would make all others pale.
 */

/** From few to many, on white paper; on dark paper, many are light. */
export const heatPalette = [
  { light: "#b9d3ea", dark: "#20405f" },
  { light: "#85b4d9", dark: "#2c608d" },
  { light: "#4f91c3", dark: "#3f86bb" },
  { light: "#266fa6", dark: "#6baedb" },
  { light: "#104b7c", dark: "#a6d0ee" },
  { light: "#08253f", dark: "#eaf5fd" },
] as const;

const STEPS = heatPalette.length;

/** The index of a count's colour. Undefined: there is none, so a cell without a value has no colour. */
export const levelOf = (count: number, most: number): number | undefined =>
  count > 0 ? Math.min(STEPS, Math.ceil(Math.sqrt(count / most) * STEPS)) - 1 : undefined;

export interface Shade {
  level: number;
  /** Whole counts. */
  from: number;
  to: number;
}

/** Which counts have which colour; steps that no count falls into are left out. */
export function colourSteps(most: number): Shade[] {
  const shades: Shade[] = [];
  for (let level = 0, from = 1; level < STEPS && from <= most; level++) {
    const to = level === STEPS - 1 ? most : lastOf(level, most);
    if (to < from) continue;
    shades.push({ level, from, to });
    from = to + 1;
  }
  return shades;
}

/** The greatest count of a step, held against `levelOf` where the square root is not exact. */
function lastOf(level: number, most: number): number {
  let count = Math.floor(most * ((level + 1) / STEPS) ** 2);
  if (count > 0 && levelOf(count, most)! > level) count--;
  else if (count < most && levelOf(count + 1, most)! <= level) count++;
  return count;
}
