/** Round tick values for an axis of figures. */
import type { GateUnit } from "../gate/gate-report.js";

export interface Axis {
  low: number;
  high: number;
  ticks: number[];
}

/**
 * The smallest span as a share of the highest value. Closer ticks would have equal labels, because labels have three digits.
 */
const SMALLEST_SPAN = 0.05;

/**
 * Both ends of the axis are ticks. The axis begins at 0 when the lowest value lies below half of the highest; otherwise an axis from
 * 0 would flatten the curve. 0 ≤ `lowest` ≤ `highest`, and both are finite.
 */
export function axisOf(lowest: number, highest: number, unit: GateUnit, wantedTicks = 5): Axis {
  const missing = Math.max(0, highest * SMALLEST_SPAN - (highest - lowest));
  const from = lowest <= highest / 2 ? 0 : lowest - missing / 2;
  const to = from === 0 ? highest || 1 : highest + missing / 2;
  const step = roundStep((to - from) / wantedTicks, unit);
  const first = Math.floor(from / step);
  const last = Math.ceil(to / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
  return { low: ticks[0]!, high: ticks.at(-1)!, ticks };
}

/** The next of 1, 2 or 5 × 10^k that is not smaller. Bytes use powers of 1,024, so that they are round as KiB and MiB. */
function roundStep(atLeast: number, unit: GateUnit): number {
  const scale = unit === "bytes" && atLeast > 1024 ? 1024 ** Math.floor(Math.log2(atLeast) / 10) : 1;
  const power = 10 ** Math.floor(Math.log10(atLeast / scale));
  const factor = [1, 2, 5, 10].find((one) => one * power * scale >= atLeast * (1 - 1e-9)) ?? 10;
  return factor * power * scale;
}
