/** Live rounds in which every variant took part, kept in a file that grows from run to run. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { ApproachFigures, GateRound } from "../../src/gate/figures.js";
import { makeFolders } from "../../src/output-folder.js";
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
  readonly rounds: PoolRound[] = [];
  readonly #file: string;

  /** Reads the rounds of this scenario on this machine; the file's other lines stay where they are. */
  constructor(file: string, { scenario, machine }: Pick<PoolRound, "scenario" | "machine">) {
    this.#file = file;
    makeFolders(path.resolve(path.dirname(file)));
    if (!existsSync(file)) return;
    const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
    this.rounds.push(
      ...lines
        .map((line) => JSON.parse(line) as PoolRound)
        .filter((round) => round.scenario === scenario && round.machine === machine),
    );
  }

  add(round: PoolRound): void {
    appendFileSync(this.#file, `${JSON.stringify(round)}\n`);
    this.rounds.push(round);
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
