/**
 * Whole gates on rounds of their own, kept in a file that grows from run to run. Gates share no round, so their verdicts are as
 * good as coins and have an exact interval. Gates drawn from one pool share all of its rounds: such a pool says "all
 * found" in two of three cases where the truth is 97 %.
 */
import { playGate } from "../../src/arms/play.js";
import type { GateVerdict } from "../../src/gate/gate-report.js";
import { signedRankEstimate } from "../../src/statistics/signed-rank.js";
import { RowsFile } from "../rows-file.js";
import type { GateOutcomes } from "./gate-outcomes.js";
import { type LiveSetting, withRequest } from "./live.js";
import { type ChangeName, changeNames, changes, variants } from "./variants.js";

export interface PlayedGate {
  scenario: string;
  machine: string;
  change: ChangeName;
  seed: number;
  verdict: GateVerdict;
  /** Why, in words. */
  reason: string;
  rounds: number;
  minutes: number;
  /** CPU per delivery, head ÷ base, by approach. */
  ratios: Record<string, number>;
  /** Noise of a round's log ratio of it, by approach. */
  sigmas: Record<string, number>;
}

export class Gates {
  readonly #file: RowsFile<PlayedGate>;

  /** Of this scenario on this machine. */
  constructor(file: string, { scenario, machine }: Pick<PlayedGate, "scenario" | "machine">) {
    this.#file = new RowsFile(file, (gate) => gate.scenario === scenario && gate.machine === machine);
  }

  get played(): readonly PlayedGate[] {
    return this.#file.rows;
  }

  add(gate: PlayedGate): void {
    this.#file.add(gate);
  }
}

const CPU = "service-cpu-per-delivery";

/** One gate as the command plays it, with arrivals that no other gate has. */
export function playOne(
  setting: LiveSetting & { minutes: number },
  machine: string,
  change: ChangeName,
): Promise<PlayedGate> {
  return withRequest(setting, async (request) => {
    const entries = { ...request.entries, service: changes[change].entry };
    const base = { serviceEntry: variants.base.entry };
    const { decision, minutes } = await playGate({ ...request, entries }, { base, control: false });
    const checks = decision.checks.filter(({ metric, approach }) => metric === CPU && !approach.includes("/"));
    const of = (figure: "ratio" | "sigma") =>
      Object.fromEntries(
        checks.flatMap((check) => (check[figure] === undefined ? [] : [[check.approach, check[figure]]])),
      );
    const { verdict, reason, rounds } = decision;
    const outcome = { verdict, reason, rounds, minutes, ratios: of("ratio"), sigmas: of("sigma") };
    return { scenario: request.scenario.name, machine, change, seed: setting.seed, ...outcome };
  });
}

/** A row per change that has gates. */
export const gateRows = (gates: readonly PlayedGate[]): GateOutcomes[] =>
  changeNames.flatMap((change) => {
    const own = gates.filter((gate) => gate.change === change);
    if (own.length === 0) return [];
    const count = (verdict: GateVerdict): number => own.filter((gate) => gate.verdict === verdict).length;
    const mean = (figure: "rounds" | "minutes"): number =>
      own.reduce((sum, gate) => sum + gate[figure], 0) / own.length;
    return [
      {
        ...{ metric: changes[change].effect === 0 ? "any" : CPU, effect: changes[change].effect },
        ...{ rounds: mean("rounds"), minutes: mean("minutes"), trials: own.length },
        ...{ regression: count("regression"), inconclusive: count("inconclusive"), pass: count("pass") },
        under: `live, ${change}`,
      },
    ];
  });

/** What a change was, as its gates measured it: the gate is the unit. */
export interface MeasuredChange {
  change: ChangeName;
  approach: string;
  gates: number;
  ratio: number;
  low?: number;
  high?: number;
  /** Median over the gates. */
  sigma: number | undefined;
}

export const measuredChanges = (gates: readonly PlayedGate[]): MeasuredChange[] =>
  changeNames.flatMap((change) => {
    const own = gates.filter((gate) => gate.change === change);
    const approaches = [...new Set(own.flatMap(({ ratios }) => Object.keys(ratios)))];
    return approaches.flatMap((approach) => {
      const logs = own.flatMap(({ ratios }) => (ratios[approach] === undefined ? [] : [Math.log(ratios[approach])]));
      const found = signedRankEstimate(logs);
      if (!found) return [];
      const sigmas = own.flatMap(({ sigmas }) => sigmas[approach] ?? []).sort((a, b) => a - b);
      const { low, high } = found.interval ?? {};
      return [
        {
          ...{ change, approach, gates: logs.length, ratio: Math.exp(found.estimate) },
          ...(low !== undefined && high !== undefined && { low: Math.exp(low), high: Math.exp(high) }),
          sigma: sigmas[sigmas.length >> 1],
        },
      ];
    });
  });
