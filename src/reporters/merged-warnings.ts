/** Warnings as they are shown: a warning that several approaches have in common takes one line. */
import type { Warning } from "../result/result.js";

export interface MergedWarning {
  code: Warning["code"];
  /** The approaches that the warning is about. When there are none, it is about the whole run. */
  approaches: string[];
  message: string;
  advice: string;
}

/**
 * Kinds keep the order in which they first came. Where the messages of approaches differ only in numbers, each has its own
 * sentence in the line.
 */
export function mergedWarnings(warnings: readonly Warning[]): MergedWarning[] {
  const groups = new Map<string, Warning[]>();
  for (const warning of warnings) {
    const kind = `${warning.code}\n${warning.advice}`;
    groups.set(kind, [...(groups.get(kind) ?? []), warning]);
  }
  return [...groups.values()].map((group) => {
    const { code, advice } = group[0]!;
    const told = new Map<string, string[]>();
    for (const { message, approach } of group)
      told.set(message, [...(told.get(message) ?? []), ...(approach === undefined ? [] : [approach])]);
    const approaches = [...told.values()].flat();
    const messages = [...told].map(([message, whose]) =>
      told.size === 1 || whose.length === 0 ? message : `${whose.join(", ")}: ${message}`,
    );
    return { code, approaches: told.size === 1 ? approaches : [], message: messages.join(" "), advice };
  });
}
