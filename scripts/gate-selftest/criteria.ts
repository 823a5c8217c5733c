/** What the gate must show of itself, and whether it did. */
import { atLeast, clopperPearson } from "../../src/statistics/binomial.js";
import type { Findings } from "./findings-text.js";
import type { GateOutcomes } from "./gate-outcomes.js";

export interface Criterion {
  says: string;
  /** Undefined: there were too few live gates to tell. */
  met: boolean | undefined;
}

const NOMINAL = 0.01;
/** Of a gate that keeps its level: one self-test in ten thousand may still say that it does not. */
const RARE = 1e-4;
const DETECTION = 0.95;
/** That a gate may take. */
export const GATE_MINUTES = 6;

export function criteria({ simulated, gates, controls }: Findings): Criterion[] {
  const alike = simulated.filter(({ effect }) => effect === 0);
  const live = gates?.rows ?? [];
  return [
    {
      says: "simulated: false alarms within binomial limits of 1 %",
      met: alike.every(({ regression, trials }) => atLeast(regression, trials, NOMINAL) > RARE),
    },
    ...live.map((row) =>
      row.effect === 0
        ? { says: `${row.under}: false alarms 1 % or fewer`, met: staysBelow(row, NOMINAL) }
        : {
            says: `${row.under}: found in ${DETECTION * 100} % of gates, within ${GATE_MINUTES} minutes`,
            met: row.minutes > GATE_MINUTES ? false : reaches(row, DETECTION),
          },
    ),
    ...controls.map(({ under, wanted, met }) => ({ says: `${under}: ${wanted}`, met })),
  ];
}

/** True or false where the gates say so with 95 % confidence, undefined where they are too few. */
function staysBelow({ regression, trials }: GateOutcomes, share: number): boolean | undefined {
  const { low, high } = clopperPearson(regression, trials);
  return low > share ? false : high <= share ? true : undefined;
}

function reaches({ regression, trials }: GateOutcomes, share: number): boolean | undefined {
  const { low, high } = clopperPearson(regression, trials);
  return high < share ? false : low >= share ? true : undefined;
}

export const criteriaText = (all: readonly Criterion[]): string =>
  all
    .map(({ says, met }) => `${met === undefined ? "too few gates to tell" : met ? "met" : "MISSED"}: ${says}`)
    .join("\n");
