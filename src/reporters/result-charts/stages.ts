/** Where the time of a delivery goes: means that add up. */
import { bars } from "../charts/bars.js";
import type { Figure } from "../charts/drawing.js";
import { duration } from "../format.js";
import type { Row } from "../rows.js";
import type { Tables } from "../tables.js";
import { clocksSentence } from "./clocks.js";
import { doubtsOf } from "./doubts.js";
import { named } from "./named.js";

const stages = [
  ["late: due → begun", "stageLateMeanNs"],
  ["waiting: begun → sent", "stageWaitingMeanNs"],
  ["on its way: sent → delivered", "stageOnItsWayMeanNs"],
  ["answer: delivered → acknowledged", "stageAnsweringMeanNs"],
  ["there and back: sent → acknowledged", "stageRoundTripMeanNs"],
] as const;

const BETWEEN_HOSTS =
  "What is on its way, and the answer, lie between two hosts, and may be wrong by what their clocks leave open";

/** Undefined where no delivery was seen from end to end. */
export function stagesFigure(tables: Tables): Figure | undefined {
  const rows = tables.summary.filter(({ stagesDeliveries }) => stagesDeliveries);
  const shown = stages.filter(([, key]) => rows.some((row) => row[key] !== undefined));
  if (rows.length === 0 || shown.length === 0) return undefined;
  const whole = (row: Row): number => shown.reduce((sum, [, key]) => sum + (row[key] ?? 0), 0);
  return {
    name: "stages",
    title: "Where the time of a delivery goes (means)",
    finding: `${rows.map((row) => `${row.approach}: ${duration(whole(row))}, most of it ${longest(row, shown)}`).join("; ")}.${clocksSentence(tables, BETWEEN_HOSTS)}`,
    doubts: doubtsOf(tables, "latency"),
    header: ["approach", ...shown.map(([name]) => name), "together"],
    rows: rows.map((row) => [named(row), ...shown.map(([, key]) => duration(row[key])), duration(whole(row))]),
    draw: (width) =>
      bars({
        width,
        format: duration,
        bars: rows.map((row) => ({
          name: named(row),
          parts: shown.map(([name, key]) => ({ name, value: row[key] })),
          said: duration(whole(row)),
        })),
      }),
  };
}

function longest(row: Row, shown: readonly (typeof stages)[number][]): string {
  const [name] = shown.reduce((most, one) => ((row[one[1]] ?? 0) > (row[most[1]] ?? 0) ? one : most));
  return name.split(":")[0]!;
}
