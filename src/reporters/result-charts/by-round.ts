/** The figures of each round as dots, so that one sees what a median or a sum hides. */
import { verdicts } from "../../result/result.js";
import { curves } from "../charts/curves.js";
import type { Figure } from "../charts/drawing.js";
import { lookOf } from "../charts/look.js";
import { tableOfFigures } from "../figures/table.js";
import { markOf, UNKNOWN } from "../format.js";
import type { Tables } from "../tables.js";
import { clocksSentence } from "./clocks.js";
import { doubtsOf, type Subject } from "./doubts.js";
import { placeOf } from "./ratios.js";

/** Those of a run with events, and of one without. */
const figures = {
  serviceCpuUsPerDelivery: { name: "cpu", about: "cpu" },
  latencyP50Ns: { name: "p50", about: "latency" },
  latencyP99Ns: { name: "p99", about: "latency" },
  serviceCpuUsPerClientSecond: { name: "idle-cpu", about: "cpu" },
  serviceCpuUsPerHeartbeat: { name: "heartbeat", about: "cpu" },
  wireBytesPerClientSecond: { name: "idle-wire", about: "wire" },
} as const satisfies Record<string, { name: string; about: Subject }>;
type Name = keyof typeof figures;

/** Dots of one round lie side by side, not upon each other: as shares of the room that a round has. */
const BESIDE = 0.14;
const MOST_BESIDE = 0.6;

/** One figure each, where there are rounds to compare. */
export function byRoundFigures(tables: Tables): Figure[] {
  const { result, rounds } = tables;
  if (result.rounds.length < 2) return [];
  return (Object.keys(figures) as Name[])
    .filter((name) => rounds.some((row) => row[name] !== undefined))
    .map((name) => figureOf(tables, name));
}

function figureOf(tables: Tables, name: Name): Figure {
  const { result, rounds, summary } = tables;
  const { label, format } = tableOfFigures[name];
  const numbers = result.rounds.map(({ number }) => number);
  const approaches = result.approaches.map((one) => one.name);
  const ofRound = (approach: string, round: number) =>
    rounds.find((row) => row.approach === approach && row.round === round);
  const signed = (["generator-bound", "disturbed"] as const).filter((verdict) =>
    rounds.some((row) => row.generatorVerdict === verdict),
  );
  const beside = Math.min(BESIDE, MOST_BESIDE / approaches.length);
  const all = approaches.map((approach, i) => ({
    name: approach,
    look: lookOf(placeOf(result, approach)),
    hasMarks: true,
    isLoose: true,
    levels: acrossAll(summary.find((row) => row.approach === approach)?.[name], numbers.length),
    points: numbers.map((round, x) => {
      const row = ofRound(approach, round);
      const sign = row?.generatorVerdict && markOf(row.generatorVerdict);
      return {
        x: x + (i - (approaches.length - 1) / 2) * beside,
        y: row?.[name],
        ...(sign && { sign }),
        said: `${approach}, round ${round}: ${format(row?.[name])}`,
      };
    }),
  }));
  const values = (approach: string): number[] => numbers.flatMap((round) => ofRound(approach, round)?.[name] ?? []);
  const together = (approach: string): string => format(summary.find((row) => row.approach === approach)?.[name]);
  return {
    name: `by-round-${figures[name].name}`,
    title: `By round: ${label}`,
    finding: `${approaches.map((approach) => `${approach}: ${range(values(approach), format)}`).join("; ")}.${figures[name].about === "latency" ? clocksSentence(tables) : ""}`,
    doubts: doubtsOf(tables, figures[name].about),
    header: ["round", ...approaches.flatMap((approach) => [approach, `${approach}: verdict`])],
    rows: [
      ...numbers.map((round) => [
        `${round}`,
        ...approaches.flatMap((approach) => {
          const row = ofRound(approach, round);
          return [format(row?.[name]), row?.generatorVerdict ?? UNKNOWN];
        }),
      ]),
      ["all together", ...approaches.flatMap((approach) => [together(approach), ""])],
    ],
    draw: (width) =>
      curves({
        width,
        panels: [{ title: "", curves: all }],
        x: { kind: "list", name: "round", format: String, words: numbers.map(String) },
        y: { kind: "linear", name: `${label}; the line is that of all rounds together`, format },
        panelHeight: 170,
        signs: signed.map((verdict) => `${markOf(verdict)} hollow: ${verdict}. ${verdicts[verdict]}`),
      }),
  };
}

/** From half a round before the first to half a round behind the last. */
const acrossAll = (y: number | undefined, rounds: number) =>
  y === undefined ? [] : [{ from: -0.5, to: rounds - 0.5, y }];

function range(values: readonly number[], format: (value: number) => string): string {
  if (values.length === 0) return "unknown";
  return values.length === 1
    ? format(values[0]!)
    : `${format(Math.min(...values))} to ${format(Math.max(...values))} over ${values.length} rounds`;
}
