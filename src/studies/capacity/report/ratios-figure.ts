/** How many times as much as the reference each approach carries, with its interval. */
import type { Figure } from "../../../reporters/charts/drawing.js";
import { type ForestRow, forest, type Telling, tellings } from "../../../reporters/charts/forest.js";
import { lookOf } from "../../../reporters/charts/look.js";
import { number, ratio } from "../../../reporters/format.js";
import type { CapacityRecord } from "../record.js";

/** Undefined where no two capacities were found. */
export function capacityRatiosFigure({ ratios, reference, question }: CapacityRecord): Figure | undefined {
  if (ratios.length === 0) return undefined;
  const names = question.scenario.approaches.map(({ name }) => name);
  const tellingOf = ({ low, high }: CapacityRecord["ratios"][number]): Telling =>
    low > 1 || high < 1 ? "differs" : "unsure";
  const rows = ratios.map(
    (one): ForestRow => ({
      ...one,
      look: lookOf(names.indexOf(one.approach)),
      telling: tellingOf(one),
      said: `${ratio(one)}${tellingOf(one) === "unsure" ? ", cannot be told" : ""}`,
    }),
  );
  const sentences = ratios.map((one) =>
    tellingOf(one) === "unsure"
      ? `Whether ${one.approach} carries more or less than ${reference} cannot be told (${ratio(one)}).`
      : `${one.approach} carries ${ratio(one)} what ${reference} carries.`,
  );
  return {
    name: "capacity-ratios",
    title: `Capacities divided by that of ${reference}`,
    finding: [...sentences, "The interval holds the ratio with 95 % certainty."].join(" "),
    header: ["approach", "ratio (interval)", "what its interval says"],
    rows: ratios.map((one) => [one.approach, ratio(one), tellings[tellingOf(one)]]),
    draw: (width) =>
      forest({
        width,
        groups: ratios.map(({ approach }, i) => ({ name: approach, rows: [rows[i]!] })),
        names: [],
        axisName: `capacity ÷ that of ${reference}, logarithmic: left of 1 carries less, right of it more`,
        format: (value) => `${number(value)}×`,
      }),
  };
}
