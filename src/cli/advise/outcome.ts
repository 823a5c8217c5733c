/** What `advise` ends with: its exit code, and what of the folder was not used. */
import type { Advice } from "../../advise/advise.js";
import { reasonsToLeaveOut } from "../../advise/from-records.js";
import type { Gathered } from "../../advise/gather.js";
import { exitCodes } from "../../errors.js";
import { groupBy } from "../../group-by.js";

const codes = {
  take: exitCodes.pass,
  "cannot tell": exitCodes.inconclusive,
  "none meets": exitCodes.regression,
  "not known": exitCodes.unmeasured,
} as const satisfies Record<Advice["choice"]["kind"], number>;

export const exitCodeOfAdvice = ({ choice }: Pick<Advice, "choice">): number => codes[choice.kind];

export function leftOutText({ evidence, capacities, leftOut, unreadable, isCut }: Gathered, from: string): string {
  const files = new Set([...evidence, ...capacities].map(({ source }) => source.file)).size;
  const reasons = [...groupBy(leftOut, ({ reason }) => reason)].map(
    ([reason, all]) => `- ${all.length}, because ${reasonsToLeaveOut[reason as keyof typeof reasonsToLeaveOut]}`,
  );
  return [
    `Advice is made from ${files === 1 ? "1 measurement" : `${files} measurements`} in ${from}.${reasons.length > 0 ? " Left out:" : ""}`,
    reasons.join("\n"),
    ...unreadable.map(({ file, message }) => `- ${file} cannot be read: ${message}`),
    ...(isCut ? ["There was more than is looked through: name a folder further down with `--from`."] : []),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}
