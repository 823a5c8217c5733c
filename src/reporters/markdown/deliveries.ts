/** What became of every delivery, and why some failed. */
import type { Result } from "../../result/result.js";
import type { FigureName } from "../figures/table.js";
import { count } from "../format.js";
import { table } from "../markdown-table.js";
import type { Tables } from "../tables.js";
import { figureRows, named } from "./sections.js";
import { asText } from "./words.js";

/** A subtraction that must end in 0, then the counts that are not part of it, then the reasons in words. */
export function deliveries(tables: Tables): string {
  const { result, summary } = tables;
  const signed = (sign: string, names: readonly FigureName[]): string[][] =>
    figureRows(summary, names).map(([label, ...values]) => [`${sign} ${label}`, ...values]);
  const balance = table(
    ["", ...summary.map(named)],
    [
      ...figureRows(summary, ["events", "expected"]),
      ...signed("−", ["deliveries", "lost", "rejected", "pending"]),
      ...signed("=", ["unaccounted"]),
      ...figureRows(summary, ["firstAttempts", "retries", "duplicatesMade", "suppressed", "duplicates"]),
      ...figureRows(summary, ["outOfOrder", "acked", "offeredPerSecond", "deliveriesPerSecond"]),
    ],
  );
  const found = problems(tables);
  const [lost, rejected] = [missingLines(result, "lost"), missingLines(result, "rejected")];
  return [
    balance,
    ...(lost.length === 0 ? [] : [`Lost, by event (more of them in result.json):\n\n${lost.join("\n")}`]),
    ...(rejected.length === 0 ? [] : [`Rejected, by event (more of them in result.json):\n\n${rejected.join("\n")}`]),
    ...(found === undefined ? [] : [found]),
  ].join("\n\n");
}

/** Why something was refused, or went wrong. Undefined where nothing did. */
export function problems({ result }: Tables): string | undefined {
  const reasons = new Map<string, number>();
  for (const { approach, deliveries } of result.rounds.flatMap((round) => round.approaches)) {
    for (const [reason, times] of Object.entries(deliveries.reasons)) {
      const line = `\`${approach}\`: ${asText(reason)}`;
      reasons.set(line, (reasons.get(line) ?? 0) + times);
    }
  }
  const lines = [...reasons].sort(([, a], [, b]) => b - a).map(([line, times]) => `- ${count(times)} × ${line}`);
  return lines.length === 0 ? undefined : `Refusals and problems by reason:\n\n${lines.join("\n")}`;
}

const SHOWN_EACH = 10;

function missingLines({ rounds }: Result, why: "lost" | "rejected"): string[] {
  return rounds.flatMap(({ number, approaches }) =>
    approaches.flatMap(({ approach, deliveries }) => {
      const listed = (why === "lost" ? deliveries.losses : deliveries.rejections) ?? [];
      if (listed.length === 0) return [];
      const shown = listed.slice(0, SHOWN_EACH).map(({ event, recipient }) => {
        return recipient < 0 ? event : `${event} at client ${recipient}`;
      });
      const others = deliveries[why] > shown.length ? `, and ${count(deliveries[why] - shown.length)} more` : "";
      return [`- \`${approach}\`, round ${number}: ${shown.join(", ")}${others}`];
    }),
  );
}
