/** How rates, answers and trials are called, on the terminal and in capacity.md alike. */
import { duration, durationOfMs, number, percent, perSecond, UNKNOWN } from "../../../reporters/format.js";
import { msToNs } from "../../../units.js";
import type { Question, TrialRecord } from "../record.js";
import type { CapacityAnswer } from "../search.js";

export const outcomeWords = { passed: "passed", failed: "failed", "not-counted": "not counted" } satisfies Record<
  TrialRecord["outcome"],
  string
>;

const becauseWords = {
  generator: "the generator was the limit in too many trials",
  disturbed: "other work disturbed too many trials",
  unmeasured: "too many trials could not be judged",
  unfinished: "the study was broken off",
  wide: "the trials contradict each other too much",
} satisfies Record<Extract<CapacityAnswer, { kind: "undecided" }>["because"], string>;

/** The answer as a cell of a table. */
export function capacityText(answer: CapacityAnswer): string {
  if (answer.kind === "found") return perSecond(answer.estimate);
  return answer.kind === "undecided" ? answer.kind : `${answer.kind.replace("-", " ")} ${perSecond(answer.rate)}`;
}

export const intervalText = (answer: CapacityAnswer): string =>
  answer.kind === "found" ? `${number(answer.from)}–${perSecond(answer.to)}` : UNKNOWN;

/** What a reader must know of an answer that is no number, and what to do about it. */
export function caveatOf(answer: CapacityAnswer, { seconds, leastRate }: Question): string | undefined {
  switch (answer.kind) {
    case "found":
      return undefined;
    case "undecided":
      return `no capacity, because ${becauseWords[answer.because]}`;
    case "not-above":
      return `no capacity, because trials of ${seconds} s at less than ${perSecond(leastRate)} have too few deliveries to be judged: longer ones (--seconds) search lower`;
    case "not-below":
      return answer.limit === "generator"
        ? "no capacity, because the generator is the limit above that: more of them (--generators), or CPUs of their own, search higher"
        : "no capacity, because no higher rate is searched";
  }
}

/** What a trial showed, in a few words. */
export function seenText(trial: TrialRecord): string {
  const { figures, reasons } = trial;
  if (reasons.length > 0) return [...reasons.map(({ message }) => message), ...disturbances(trial)].join("; ");
  const { latencyP50Ms, latencyP99Ms, overtimeMs, serviceCpuRatio } = figures;
  return [
    `p50 ${durationOfMs(latencyP50Ms)}`,
    `p99 ${durationOfMs(latencyP99Ms)}`,
    `${duration(overtimeMs === undefined ? undefined : msToNs(overtimeMs))} over time`,
    `service CPU ${percent(serviceCpuRatio)}`,
  ].join(", ");
}

/** What was seen of the things that a failed trial is warned of. */
function* disturbances({ warnings, figures }: TrialRecord): Iterable<string> {
  if (warnings.includes("stalled")) yield `stood still for ${percent(figures.stalledRatio)} of the time`;
  if (warnings.includes("shared-cpus")) yield `others took ${percent(figures.foreignCpuRatio)} of its CPUs`;
}
