/**
 * What the gate needs of a round: a few numbers per approach and arm. A stored baseline holds the same numbers, so a decision
 * does not depend on where its base comes from.
 */
import type { ApproachRound, Deliveries, Round, Verdict } from "../result/result.js";
import { type GateMetricName, gateMetric, gateMetricNames } from "./metrics.js";

/** The arms that a round plays: the base, the change (head), and by choice the base once more as an A/A control. */
export type Arm = "base" | "head" | "control";

export interface ApproachFigures {
  approach: string;
  /** Each figure is in its metric's unit. A figure that was not measured is absent. */
  metrics: Partial<Record<GateMetricName, number>>;
  /** The figures of each slice, for metrics that slices have; all arms play the same slices. A stored baseline has none. */
  slices?: Partial<Record<GateMetricName, (number | undefined)[]>>;
  deliveries: Pick<Deliveries, "expected" | "delivered" | "lost" | "rejected" | "pending" | "duplicates"> & {
    /** It is absent where there were none. */
    reasons?: Deliveries["reasons"];
  };
  /** The generator's verdict, which docs/verdict.md explains. */
  verdict: Verdict;
  /** The larger share of both sides' CPUs. It is absent where the system does not tell. */
  foreignRatio?: number;
  stealRatio?: number;
}

export interface GateRound {
  number: number;
  base: readonly ApproachFigures[];
  head: readonly ApproachFigures[];
  control?: readonly ApproachFigures[];
  /** Which of the two the draw put first in the round. It is absent when they were not played together. */
  first?: "base" | "head";
}

export function figuresOf(round: ApproachRound): ApproachFigures {
  const { approach, deliveries, generator, cpus } = round;
  const measured = gateMetricNames.flatMap((name) => {
    const value = gateMetric(name).read(round);
    return value === undefined ? [] : [[name, value] as const];
  });
  const slices = gateMetricNames.flatMap((name) => {
    const values = gateMetric(name).readSlices?.(round);
    return values === undefined ? [] : [[name, values] as const];
  });
  const { expected, delivered, lost, rejected, pending, duplicates, reasons } = deliveries;
  return {
    approach,
    metrics: Object.fromEntries(measured),
    ...(slices.length > 0 && { slices: Object.fromEntries(slices) }),
    deliveries: {
      ...{ expected, delivered, lost, rejected },
      ...(duplicates !== undefined && { duplicates }),
      ...(pending !== undefined && { pending }),
      ...(Object.keys(reasons).length > 0 && { reasons }),
    },
    verdict: generator.verdict,
    ...(cpus && {
      foreignRatio: Math.max(...Object.values(cpus).map(({ foreignRatio }) => foreignRatio)),
      stealRatio: Math.max(...Object.values(cpus).map(({ stealRatio }) => stealRatio)),
    }),
  };
}

export interface PlayedArms {
  base: readonly Round[];
  head: readonly Round[];
  control?: readonly Round[];
  /** Its keys are the numbers of the rounds. */
  first?: ReadonlyMap<number, "base" | "head">;
}

/** Pairs rounds by their number. A round that only one arm has is kept, so that what is missing from it shows. */
export function gateRounds({ base, head, control, first }: PlayedArms): GateRound[] {
  const figures = (rounds: readonly Round[], number: number): ApproachFigures[] =>
    rounds.filter((round) => round.number === number).flatMap(({ approaches }) => approaches.map(figuresOf));
  const numbers = new Set([...base, ...head].map(({ number }) => number));
  return [...numbers]
    .sort((a, b) => a - b)
    .map((number) => {
      const cameFirst = first?.get(number);
      return {
        number,
        base: figures(base, number),
        head: figures(head, number),
        ...(control && { control: figures(control, number) }),
        ...(cameFirst && { first: cameFirst }),
      };
    });
}
