/** What the gate must show of itself, and whether it did. */
import { LAST_LOOK_ROUNDS } from "../../src/gate/looks.js";
import { atLeast } from "../../src/statistics/binomial.js";
import type { Findings } from "./report.js";
import type { Row } from "./row.js";

export interface Criterion {
  says: string;
  /** Undefined: there were too few live rounds to tell. */
  met: boolean | undefined;
}

const NOMINAL = 0.01;
/** Of a gate that keeps its level: one self-test in ten thousand may still say that it does not. */
const RARE = 1e-4;
const DETECTION = 0.95;
/** That a gate may take. */
export const GATE_MINUTES = 5;

export function criteria({ simulated, live, controls }: Findings): Criterion[] {
  const alike = simulated.filter(({ effect }) => effect === 0);
  const enough = live !== undefined && live.rounds >= LAST_LOOK_ROUNDS;
  const told = (judge: (rows: Row[]) => boolean): boolean | undefined => (enough ? judge(live.rows) : undefined);
  const share = ({ regression, trials }: Row): number => regression / trials;
  return [
    {
      says: "simulated: false alarms within binomial limits of 1 %",
      met: alike.every(({ regression, trials }) => atLeast(regression, trials, NOMINAL) > RARE),
    },
    {
      says: "live: false alarms 1 % or fewer",
      met: told((rows) => rows.filter(({ effect }) => effect === 0).every((row) => share(row) <= NOMINAL)),
    },
    {
      says: `live: 10 % more CPU per delivery found in 95 % of gates, within ${GATE_MINUTES} minutes`,
      met: told((rows) =>
        rows
          .filter(({ metric, effect }) => metric === "service-cpu-per-delivery" && effect === 0.1)
          .every((row) => share(row) >= DETECTION && row.minutes <= GATE_MINUTES),
      ),
    },
    ...controls.map(({ under, wanted, met }) => ({ says: `${under}: ${wanted}`, met })),
  ];
}

export const criteriaText = (all: readonly Criterion[]): string =>
  all.map(({ says, met }) => `${met === undefined ? "too few rounds" : met ? "met" : "MISSED"}: ${says}`).join("\n");
