/**
 * The result of a point: its rounds, each played as a bench of its own, in one result that stands for itself, as if one bench had
 * played them all.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ResultFile, removeRendered } from "../../bench/result-file.js";
import { warningsOf } from "../../bench/warnings.js";
import type { Pinning } from "../../machine/cpu-pinning.js";
import { withDerived } from "../../reporters/derived.js";
import { parseResult, RESULT_FILE } from "../../reporters/read-result.js";
import type { Result } from "../../result/result.js";

export interface OfPoint {
  /** How many rounds it is to have, and the seed of the study. */
  rounds: number;
  seed: number;
  /** Before the study: its own benches are other work for nobody. */
  loadAverage: number;
}

/** What follows from a point's rounds is computed when it has all that it gets, because it takes a while. */
const finished = (result: Result, pinning: Pinning): Result =>
  withDerived({ ...result, warnings: warningsOf(result, pinning) });

/** `one` is a bench of a single round, which is round `number` of the point. A round of that number is replaced. Pure. */
export function withRound(earlier: Result | undefined, one: Result, number: number, of: OfPoint): Result {
  const [played] = one.rounds;
  const rounds = [...(earlier?.rounds ?? []).filter((round) => round.number !== number), { ...played!, number }];
  const first = earlier ?? one;
  const { endedAt: _endedAt, failure: _failure, derived: _derived, ...kept } = first;
  return {
    ...kept,
    state: rounds.length < of.rounds ? "running" : "complete",
    ...(one.endedAt !== undefined && { endedAt: one.endedAt }),
    scenario: { ...first.scenario, run: { ...first.scenario.run, rounds: of.rounds, seed: of.seed } },
    seed: of.seed,
    scheduleFingerprint: earlier === undefined ? one.scheduleFingerprint : chained(earlier, one),
    machine: { ...first.machine, loadAverage: of.loadAverage },
    ...hostsOf(earlier, one),
    rounds: rounds.sort((a, b) => a.number - b.number),
  };
}

/** Of a fleet, all machines that took part in some round: one that was lost may have been replaced. */
function hostsOf({ hosts: earlier = [] }: Partial<Result> = {}, { hosts = [] }: Result): Pick<Result, "hosts"> {
  const all = new Map([...earlier, ...hosts].map((host) => [host.worker, host]));
  return all.size === 0 ? {} : { hosts: [...all.values()] };
}

/** Equal ones mean the same events, as far as they were played in the same order. */
const chained = (earlier: Result, one: Result): string =>
  createHash("sha256").update(`${earlier.scheduleFingerprint} ${one.scheduleFingerprint}`).digest("hex");

/** The result.json in a point's folder. Throws as ResultFile does. */
export class PointResult {
  readonly #directory: string;
  readonly #pinning: Pinning;

  constructor(directory: string, pinning: Pinning) {
    this.#directory = directory;
    this.#pinning = pinning;
  }

  add(one: Result, number: number, of: OfPoint): void {
    const result = withRound(this.#read(), one, number, of);
    this.#write(result.state === "complete" ? finished(result, this.#pinning) : result);
  }

  /** Of a point that is to get no more rounds. */
  end(): void {
    const result = this.#read();
    if (result?.state === "running") this.#write(finished({ ...result, state: "interrupted" }, this.#pinning));
  }

  #read(): Result | undefined {
    const file = path.join(this.#directory, RESULT_FILE);
    return existsSync(file) ? parseResult(readFileSync(file, "utf8"), file) : undefined;
  }

  #write(result: Result): void {
    removeRendered(this.#directory); // a study that goes on may have reports of fewer rounds, and its page would link to them
    new ResultFile(this.#directory).write(result);
  }
}
