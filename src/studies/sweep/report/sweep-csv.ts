/** sweep.csv: a line per point and approach, with the middle and the range of each figure over the rounds. */
import { toCsv } from "../../../reporters/csv/to-csv.js";
import { findingsOf } from "../../crossover/findings.js";
import { crossoverColumnNames, crossoverColumns } from "../../crossover/report/columns.js";
import type { SweepRecord } from "../record.js";
import { figuresAt, spreadOf, worstVerdict } from "./cells.js";
import { sweepFigureNames } from "./sweep-figures.js";

export function sweepCsv(record: SweepRecord): string {
  const { question, points } = record;
  const findings = findingsOf(record);
  const { axes, scenario } = question;
  const keys = [
    ...[
      "scenario",
      "point",
      ...axes.map(({ path }) => path),
      "approach",
      "clients",
      "rounds",
      "verdict",
      "serviceDied",
    ],
    ...sweepFigureNames.flatMap((name) => [`${name}Median`, `${name}Lowest`, `${name}Highest`]),
    ...crossoverColumnNames,
    "folder",
  ];
  const lines = points.flatMap((point) =>
    scenario.approaches.map(({ name: approach }) => ({
      scenario: scenario.name,
      point: point.number,
      ...Object.fromEntries(axes.map(({ path }, i) => [path, point.at[i]])),
      approach,
      clients: point.plan?.scenario.clients,
      rounds: figuresAt(point, approach).length,
      verdict: worstVerdict(point, approach),
      serviceDied: (point.inVain ?? []).some((one) => one.reason === "service-died" && one.approach === approach),
      ...Object.fromEntries(
        sweepFigureNames.flatMap((name) => {
          const { median, low, high } = spreadOf(point, approach, name) ?? {};
          return [
            [`${name}Median`, median],
            [`${name}Lowest`, low],
            [`${name}Highest`, high],
          ];
        }),
      ),
      ...crossoverColumns(findings, point.number, approach),
      folder: point.folder,
    })),
  );
  return toCsv(keys, lines);
}
