/** All ratios of all claims as a forest plot, each with the bound from which its claim holds. */
import type { Figure } from "../../reporters/charts/drawing.js";
import { type ForestGroup, forest, type Telling } from "../../reporters/charts/forest.js";
import { type Look, lookOf } from "../../reporters/charts/look.js";
import { number } from "../../reporters/format.js";
import type { ClaimRecord, MeasureRecord } from "../record.js";
import { type Outcome, outcomes } from "../verdict.js";
import { boundsText, comparedText, seenText } from "./words.js";

const tellingOf: Record<Outcome, Telling> = {
  holds: "differs",
  fails: "differs",
  between: "equal",
  unsure: "unsure",
  "no interval": "no-interval",
  unmeasured: "no-interval",
  "not here": "no-interval",
};

const means: Record<Telling, string> = {
  differs: "decided: the whole interval lies where the claim holds, or where it fails",
  equal: "between: the whole interval lies where neither is shown",
  unsure: "cannot be told: the interval reaches across a bound",
  "no-interval": "no interval: too few rounds",
};

const sides: { name: string; look: Look; has(outcome: Outcome): boolean }[] = [
  { name: "the claim holds", look: lookOf(0), has: (outcome) => outcome === "holds" },
  { name: "the claim fails", look: lookOf(1), has: (outcome) => outcome === "fails" },
  { name: "neither is shown", look: lookOf(2), has: (outcome) => outcome !== "holds" && outcome !== "fails" },
];

interface Ratio extends MeasureRecord {
  id: string;
  observed: NonNullable<MeasureRecord["observed"]>;
}

const isRatio = (one: MeasureRecord): boolean =>
  ["ratio", "capacity", "count"].includes(one.measure.kind) && one.observed !== undefined && one.observed.estimate > 0;

/** Undefined where no ratio was observed. `name` is that of the picture. */
export function ratiosFigure(claims: readonly ClaimRecord[], name: string, title: string): Figure | undefined {
  const ratios = claims.flatMap(({ id, measures }) =>
    measures.filter(isRatio).map((one): Ratio => ({ ...one, id, observed: one.observed! })),
  );
  if (ratios.length === 0) return undefined;
  const used = sides.filter(({ has }) => ratios.some(({ outcome }) => has(outcome)));
  return {
    name,
    title,
    finding: findingOf(ratios),
    header: ["claim", "when", "what is compared", "seen (interval)", "bounds", "what the interval says"],
    rows: ratios.map((one) => [
      one.id,
      one.measure.when,
      comparedText(one.measure),
      seenText(one),
      boundsText(one.measure),
      outcomes[one.outcome],
    ]),
    draw: (width) =>
      forest({
        width,
        groups: ratios.map(groupOf),
        names: used.map(({ name: side, look }) => ({ name: side, look })),
        axisName: "ratio, logarithmic; the dashed line is the bound from which the claim holds",
        format: (value) => `${number(value)}×`,
        means,
        limitName: "from here on, or up to here, the claim holds",
      }),
  };
}

function groupOf(one: Ratio): ForestGroup {
  const { measure, observed, outcome, id } = one;
  const { atLeast, atMost } = "confirms" in measure ? measure.confirms : { atLeast: undefined, atMost: undefined };
  const at = atLeast ?? atMost;
  const { estimate, low, high } = observed;
  return {
    name: `${id}: ${measure.when}`,
    ...(at !== undefined && at > 0 && { limit: { at, said: boundsText(measure) } }),
    rows: [
      {
        look: sides.find(({ has }) => has(outcome))!.look,
        ratio: estimate,
        ...{ low, high },
        telling: tellingOf[outcome],
        said: seenText(one),
      },
    ],
  };
}

function findingOf(ratios: readonly Ratio[]): string {
  const count = (outcome: Outcome): number => ratios.filter((one) => one.outcome === outcome).length;
  const [holds, fails] = [count("holds"), count("fails")];
  if (ratios.length === 1) return `It is ${seenText(ratios[0]!)}: ${outcomes[ratios[0]!.outcome]}.`;
  return `Of ${ratios.length} ratios, ${holds} lie where the claim holds and ${fails} where it fails, each with its whole interval.`;
}
