/** Live rounds in which every variant took part, kept in a file that grows from run to run. */
import type { ApproachFigures, GateRound } from "../../src/gate/figures.js";
import { RowsFile } from "../rows-file.js";
import type { VariantName } from "./variants.js";

export interface PoolRound {
  scenario: string;
  /** Fingerprint of the machine: noise of different machines is not put together. */
  machine: string;
  seconds: number;
  /** Variants in the order in which they were started. */
  order: VariantName[];
  figures: Record<VariantName, ApproachFigures[]>;
}

export class Pool {
  readonly #file: RowsFile<PoolRound>;

  /** Of this scenario on this machine. */
  constructor(file: string, { scenario, machine }: Pick<PoolRound, "scenario" | "machine">) {
    this.#file = new RowsFile(file, (round) => round.scenario === scenario && round.machine === machine);
  }

  get rounds(): readonly PoolRound[] {
    return this.#file.rows;
  }

  add(round: PoolRound): void {
    this.#file.add(round);
  }
}

/** A gate's rounds of two variants, as if only these had been played. */
export const gateRoundsOf = (rounds: readonly PoolRound[], base: VariantName, head: VariantName): GateRound[] =>
  rounds.map(({ order, figures }, i) => ({
    number: i + 1,
    base: figures[base],
    head: figures[head],
    first: order.indexOf(base) < order.indexOf(head) ? "base" : "head",
  }));

/** What a gate of two arms would have taken: rounds are played one approach after the other. */
export function roundSeconds(rounds: readonly PoolRound[]): number {
  const seconds = rounds.reduce((sum, round) => sum + (round.seconds * 2) / round.order.length, 0);
  return seconds / rounds.length;
}
