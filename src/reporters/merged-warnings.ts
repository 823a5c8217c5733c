/** Warnings as they are shown: one line for what several approaches have in common. */
import type { Warning } from "../result/result.js";

export interface MergedWarning {
  code: Warning["code"];
  /** Whom it is about; empty: the whole run. */
  approaches: string[];
  message: string;
  advice: string;
}

/** In the order in which each kind came first. Where approaches differ in numbers alone, each has its own sentence in the line. */
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
