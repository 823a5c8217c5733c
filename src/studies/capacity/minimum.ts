/** Rates that an approach must carry at least, and whether what was found says so. */
import { exitCodes, PushbenchError } from "../../errors.js";
import { didYouMean } from "../../nearest.js";
import type { ApproachAnswer } from "./record.js";
import type { CapacityAnswer } from "./search.js";

export interface Minimum {
  approach: string;
  /** Events per second, as a mean over a trial. */
  rate: number;
}

export type MinimumVerdict = "met" | "missed" | "undecided" | "not measured";

/**
 * Each is RATE, for every approach, or NAME=RATE. A name's own rate counts, whatever is asked of all. Throws PushbenchError usage.
 */
export function parseMinima(texts: readonly string[], approaches: readonly string[]): Minimum[] {
  const minima = new Map<string, number>();
  const parsed = texts.map((text) => parse(text, approaches));
  for (const { name, rate } of parsed) if (name === undefined) for (const one of approaches) minima.set(one, rate);
  for (const { name, rate } of parsed) if (name !== undefined) minima.set(name, rate);
  return [...minima].map(([approach, rate]) => ({ approach, rate }));
}

function parse(text: string, approaches: readonly string[]): { name: string | undefined; rate: number } {
  const at = text.lastIndexOf("=");
  const name = at < 0 ? undefined : text.slice(0, at);
  const rate = Number(text.slice(at + 1));
  if (text.slice(at + 1).trim() === "" || !(rate > 0 && Number.isFinite(rate))) {
    throw new PushbenchError(
      "usage",
      `--min must be events per second, as in 500 or ${approaches[0]}=500; got ${text}.`,
    );
  }
  if (name !== undefined && !approaches.includes(name)) {
    throw new PushbenchError(
      "usage",
      `--min names an approach that takes no part: ${name}.${didYouMean(name, approaches)}`,
      {
        hint: `These do: ${approaches.join(", ")}.`,
      },
    );
  }
  return { name, rate };
}

/** Only an interval that lies wholly on one side decides. What was not measured is never met. */
export function judgeMinimum({ rate }: Pick<Minimum, "rate">, answer: CapacityAnswer): MinimumVerdict {
  switch (answer.kind) {
    case "found":
      return answer.from >= rate ? "met" : answer.to < rate ? "missed" : "undecided";
    case "not-below":
      return answer.rate >= rate ? "met" : "not measured";
    case "not-above":
      return answer.rate < rate ? "missed" : "not measured";
    case "undecided":
      return "not measured";
  }
}

/**
 * 1 where a minimum is missed, 5 where one was not measured or an approach has no answer at all, 3 where an interval holds a minimum.
 * A bound is an answer, as long as nobody asks for more.
 */
export function exitCodeOfCapacity(answers: readonly ApproachAnswer[], minima: readonly Minimum[]): number {
  const verdicts = minima.map((minimum) =>
    judgeMinimum(minimum, answers.find(({ approach }) => approach === minimum.approach)!.answer),
  );
  if (verdicts.includes("missed")) return exitCodes.regression;
  const isUnanswered = answers.some(({ answer }) => answer.kind === "undecided");
  if (isUnanswered || verdicts.includes("not measured")) return exitCodes.unmeasured;
  return verdicts.includes("undecided") ? exitCodes.inconclusive : exitCodes.pass;
}
