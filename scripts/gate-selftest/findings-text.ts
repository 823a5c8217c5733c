/** What the gate's self-test says in words and tables: on the terminal, and on the page of the gate. */
import type { CalibrationRow } from "../../src/arms/calibration.js";
import { metricWords, share } from "../../src/reporters/gate/wording.js";
import { table } from "../../src/reporters/markdown-table.js";
import type { ControlRow } from "./controls.js";
import type { InjectedEffect } from "./effects.js";
import { type GateOutcomes, intervalOf } from "./gate-outcomes.js";
import type { MeasuredChange } from "./gates.js";

export interface Findings {
  simulated: GateOutcomes[];
  /** At the noise of the page, under more kinds of it. */
  pageNoise: GateOutcomes[];
  /** Whole gates on rounds of their own; absent when none were played. */
  gates?: { rows: GateOutcomes[]; measured: MeasuredChange[] };
  /** Of the pool of live rounds; absent when it is empty. */
  pool?: {
    scenario: string;
    /** In the pool. */
    rounds: number;
    /** That a gate has time for. */
    mostRounds: number;
    /** Of a gate with two arms. */
    roundSeconds: number;
    effects: InjectedEffect[];
    sensitivity: CalibrationRow[];
  };
  controls: ControlRow[];
  /** Machine and date, one line. */
  circumstances: string;
}

export function reportText({ simulated, pageNoise, gates, pool, controls, circumstances }: Findings): string {
  return [
    circumstances,
    "**Simulated noise**",
    verdictTable(simulated),
    "**At the noise of a shared machine** (webhook 4.3 %, WebSocket 7.9 % of CPU per delivery), simulated:",
    verdictTable(pageNoise),
    ...(gates === undefined
      ? []
      : [
          "**Live gates**, each on rounds of its own. Intervals: Clopper–Pearson, for gates share nothing.",
          verdictTable(gates.rows),
          "CPU per delivery, head against base, as these gates measured it; noise is the median gate's:",
          changesTable(gates.measured),
        ]),
    ...(pool === undefined
      ? []
      : [
          `**Live rounds** of \`${pool.scenario}\` in which seven services took part, ${pool.rounds} in the pool. What was injected, as they measured it:`,
          effectsTable(pool.effects),
          `The smallest change that ${pool.mostRounds} rounds (six minutes of ${pool.roundSeconds.toFixed(1)} s each) find with 95 % probability, from the identical arms of the pool:`,
          sensitivityTable(pool.sensitivity),
        ]),
    ...(controls.length === 0 ? [] : ["**Negative controls**, live:", controlTable(controls)]),
  ].join("\n\n");
}

function verdictTable(rows: readonly GateOutcomes[]): string {
  const header = [
    "under",
    "worse",
    "gates",
    "rounds",
    "minutes",
    "regression",
    "95 % interval",
    "inconclusive",
    "pass",
  ];
  const cells = rows.map((row) => {
    const { low, high } = intervalOf(row);
    const of = (count: number): string => share(count / row.trials);
    return [
      row.under,
      row.effect === 0 ? "nothing" : `${metricWords(row.metric)} +${share(row.effect)}`,
      String(row.trials),
      row.rounds.toFixed(1),
      row.minutes === 0 ? "–" : row.minutes.toFixed(1),
      of(row.regression),
      `${share(low)} to ${share(high)}`,
      of(row.inconclusive),
      of(row.pass),
    ];
  });
  return table(header, cells);
}

const changesTable = (rows: readonly MeasuredChange[]): string =>
  table(
    ["change", "approach", "gates", "measured", "95 % interval", "noise (σ)"],
    rows.map(({ change: name, approach, gates, ratio, low, high, sigma }) => [
      name,
      approach,
      String(gates),
      change(ratio),
      low === undefined ? "–" : `${change(low)} to ${change(high)}`,
      sigma === undefined ? "–" : share(sigma),
    ]),
  );

const effectsTable = (rows: readonly InjectedEffect[]): string =>
  table(
    ["service", "approach", "metric", "measured", "95 % interval"],
    rows.map(({ variant, approach, metric, ratio, low, high }) => [
      variant,
      approach,
      metricWords(metric),
      change(ratio),
      low === undefined ? "–" : `${change(low)} to ${change(high)}`,
    ]),
  );

/** Of Qn, which uses 82 % of what normal numbers tell about their standard deviation. */
const EFFICIENCY = 0.82;
const Z_95 = 1.96;

function sensitivityTable(rows: readonly CalibrationRow[]): string {
  const header = ["metric", "approach", "role", "noise (σ)", "detectable", "95 % interval", "matters"];
  const cells = rows.map(({ metric, approach, role, sigma, rounds, detectableEffect, tolerance, smallestEffect }) => {
    const factor = Math.exp(Z_95 / Math.sqrt(2 * EFFICIENCY * rounds));
    const distance = Math.log1p(detectableEffect ?? Number.NaN) - Math.log1p(tolerance);
    const at = (times: number): string => share(Math.expm1(Math.log1p(tolerance) + distance * times));
    const known = detectableEffect !== undefined;
    return [
      metricWords(metric),
      approach,
      role,
      sigma === undefined ? "–" : share(sigma),
      known ? share(detectableEffect) : "–",
      known ? `${at(1 / factor)} to ${at(factor)}` : "–",
      share(smallestEffect),
    ];
  });
  return table(header, cells);
}

const controlTable = (rows: readonly ControlRow[]): string =>
  table(
    ["under", "wanted", "met", "rounds", "minutes"],
    rows.map(({ under, wanted, met, rounds, minutes }) => [
      under,
      wanted,
      met ? "yes" : "NO",
      String(rounds),
      minutes.toFixed(1),
    ]),
  );

function change(ratio: number | undefined): string {
  if (ratio === undefined) return "–";
  return `${ratio >= 1 ? "+" : "−"}${share(Math.abs(ratio - 1))}`;
}
