/** The figures of each round as dots, so that one sees what a median hides. */
import { verdicts } from "../../result/result.js";
import { curves } from "../charts/curves.js";
import type { Figure } from "../charts/drawing.js";
import { lookOf } from "../charts/look.js";
import { tableOfFigures } from "../figures/table.js";
import { markOf, UNKNOWN } from "../format.js";
import type { Tables } from "../tables.js";
import { placeOf } from "./ratios.js";

const names = ["serviceCpuUsPerDelivery", "latencyP50Ns", "latencyP99Ns"] as const;

/** One figure each, where there are rounds to compare. */
export function byRoundFigures({ result, rounds }: Tables): Figure[] {
  const numbers = result.rounds.map(({ number }) => number);
  if (numbers.length < 2) return [];
  return names
    .filter((name) => rounds.some((row) => row[name] !== undefined))
    .map((name): Figure => {
      const { label, format } = tableOfFigures[name];
      const approaches = result.approaches.map((one) => one.name);
      const ofRound = (approach: string, round: number) =>
        rounds.find((row) => row.approach === approach && row.round === round);
      const signed = (["generator-bound", "disturbed"] as const).filter((verdict) =>
        rounds.some((row) => row.generatorVerdict === verdict),
      );
      const all = approaches.map((approach) => ({
        name: approach,
        look: lookOf(placeOf(result, approach)),
        hasMarks: true,
        points: numbers.map((round, x) => {
          const row = ofRound(approach, round);
          const sign = row?.generatorVerdict && markOf(row.generatorVerdict);
          return {
            x,
            y: row?.[name],
            ...(sign && { sign }),
            said: `${approach}, round ${round}: ${format(row?.[name])}`,
          };
        }),
      }));
      return {
        name: `by-round-${name === "serviceCpuUsPerDelivery" ? "cpu" : name === "latencyP50Ns" ? "p50" : "p99"}`,
        title: `By round: ${label}`,
        finding: `${approaches
          .map(
            (approach) =>
              `${approach}: ${range(
                numbers.flatMap((round) => ofRound(approach, round)?.[name] ?? []),
                format,
              )}`,
          )
          .join("; ")}.`,
        header: ["round", ...approaches.flatMap((approach) => [approach, `${approach}: verdict`])],
        rows: numbers.map((round) => [
          `${round}`,
          ...approaches.flatMap((approach) => {
            const row = ofRound(approach, round);
            return [format(row?.[name]), row?.generatorVerdict ?? UNKNOWN];
          }),
        ]),
        draw: (width) =>
          curves({
            width,
            panels: [{ title: "", curves: all }],
            x: { kind: "list", name: "round", format: String, words: numbers.map(String) },
            y: { kind: "linear", name: label, format },
            panelHeight: 170,
            signs: signed.map((verdict) => `${markOf(verdict)} hollow: ${verdict}. ${verdicts[verdict]}`),
          }),
      };
    });
}

function range(values: readonly number[], format: (value: number) => string): string {
  if (values.length === 0) return "unknown";
  return values.length === 1
    ? format(values[0]!)
    : `${format(Math.min(...values))} to ${format(Math.max(...values))} over ${values.length} rounds`;
}
