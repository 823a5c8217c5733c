/** What `calibrate` prints, as Markdown: a line per metric, and what that means for a gate. */
import type { CalibrationRow } from "../arms/calibration.js";
import { count, number, UNKNOWN } from "../reporters/format.js";
import { figure, metricWords, share } from "../reporters/gate/wording.js";
import { asText } from "../reporters/markdown/words.js";
import { table } from "../reporters/markdown-table.js";

export interface Calibration {
  scenario: string;
  rounds: number;
  roundMinutes: number;
  /** How many rounds fit into the budget. */
  budgetRounds: number;
  rows: readonly CalibrationRow[];
}

const HEADER = ["", "role", "median", "noise (σ)", "matters", "found in budget", "rounds needed", "minutes"];

export function calibrationText({ scenario, rounds, roundMinutes, budgetRounds, rows }: Calibration): string {
  const cells = rows.map(
    ({ approach, metric, unit, role, median, sigma, smallestEffect, detectableEffect, roundsNeeded }) => [
      asText(`${approach} ${metricWords(metric)}`),
      role,
      figure(median, unit),
      share(sigma),
      share(smallestEffect),
      share(detectableEffect),
      count(roundsNeeded),
      roundsNeeded === undefined ? UNKNOWN : number(roundsNeeded * roundMinutes),
    ],
  );
  return [
    `# ${asText(scenario)}: ${rounds} rounds of this version against itself, ${number(roundMinutes * 60)} s each`,
    table(HEADER, cells),
    [
      `- **Noise:** how much a round's ratio of two identical arms differs, as a standard deviation of its logarithm.`,
      `- **Found in budget:** the smallest change that ${budgetRounds} rounds find with 95 % probability.`,
      `- **Rounds needed:** to find, as surely, the change that matters. A gate plays at most 30.`,
    ].join("\n"),
  ].join("\n\n");
}
