/**
 * Whether an approach carried a trial's rate: nothing limited or disturbed the trial, and then every objective holds, every event came
 * to its end, and no queue was left. docs/capacity.md says why.
 */
import { ACHIEVED_RATIO } from "../../collectors/generator-health.js";
import { supportedQuantileNs } from "../../gate/supported-quantile.js";
import { checkObjectives } from "../../gate/threshold.js";
import { Histogram } from "../../histogram.js";
import { duration, percent } from "../../reporters/format.js";
import { objectiveTexts } from "../../reporters/markdown/objectives.js";
import { type ApproachRound, type Result, reasonText, type WarningCode } from "../../result/result.js";
import { nsToMs, nsToSeconds } from "../../units.js";
import type { TrialFigures, TrialReason, TrialRecord } from "./record.js";
import { doubtsOf } from "./trial-doubts.js";

/** A delivery of this quantile met no queue, also in a trial whose queue grows from its start to its end. */
const WITHOUT_QUEUE = 0.1;

/** Warnings that cast doubt on a trial that counts. The others repeat its outcome, or are about rounds, of which it has one. */
const DOUBTS: readonly WarningCode[] = ["not-pinned", "busy-machine", "not-warmed-up"];

export type Judged = Pick<TrialRecord, "outcome" | "reasons" | "verdict" | "verdictReason" | "warnings" | "figures">;

/** Of the only round and approach of a trial's result. */
export function judgeTrial(result: Result): Judged {
  const round = result.rounds[0]!.approaches[0]!;
  const { verdict, verdictReason } = round.generator;
  const judged = {
    verdict,
    ...(verdictReason && { verdictReason }),
    warnings: warningsOf(result),
    figures: figuresOf(round),
  };
  const limited = limitOf(round);
  if (limited !== undefined) return { ...judged, outcome: "not-counted", reasons: [limited] };
  const failures = [...undelivered(round, result), ...queued(round), ...missedObjectives(result)];
  if (failures.length > 0) {
    const warnings = [...judged.warnings, ...doubtsOf(judged.figures)];
    return { ...judged, outcome: "failed", reasons: failures, warnings };
  }
  const excuses = [...fellBehind(round), ...unmeasured(result)];
  return { ...judged, outcome: excuses.length > 0 ? "not-counted" : "passed", reasons: excuses };
}

/**
 * The verdict of the bench itself, see collectors/generator-health.ts. A generator that others crowd out may carry the rate once they
 * are gone, and need not carry a lower one while they are there.
 */
function limitOf({ generator, hostCpus }: ApproachRound): TrialReason | undefined {
  const { verdict, verdictReason } = generator;
  const words = reasonText(generator, hostCpus !== undefined) ?? verdict;
  if (verdict === "disturbed" || verdictReason === "generator-crowded-out")
    return { code: "disturbed", message: words };
  return verdict === "generator-bound"
    ? { code: "generator", message: `the generator was the limit: ${words}` }
    : undefined;
}

/** The scenario may allow some to be lost. None may still be under way, because then the rate was not carried. */
function* undelivered({ deliveries }: ApproachRound, { scenario }: Result): Iterable<TrialReason> {
  const { lost, rejected, pending = 0, delivered, expected } = deliveries;
  if (lost + rejected > (scenario.objectives.lost ?? 0))
    yield { code: "undelivered", message: `${lost} lost, ${rejected} rejected` };
  if (pending > 0) yield { code: "still-trying", message: `${pending} were still being tried at its end` };
  if (delivered === 0 && expected > 0) yield { code: "undelivered", message: "nothing was delivered" };
}

/**
 * How long deliveries may go on after a trial: a share of its length, for a rate that is so much above the capacity leaves such a queue;
 * but no less than a process may pause for.
 */
const QUEUE_RATIO = 0.005;
const LONGEST_PAUSE_NS = 20e6;

/** An approach that carries a rate has no queue when the last event was due. */
function* queued(round: ApproachRound): Iterable<TrialReason> {
  const overtimeNs = overtimeNsOf(round);
  const mostNs = Math.max(LONGEST_PAUSE_NS, round.windowNs * QUEUE_RATIO);
  if (overtimeNs === undefined || overtimeNs <= mostNs) return;
  yield {
    code: "queued",
    message: `deliveries went on for ${duration(overtimeNs)} after it, at most ${duration(mostNs)} are no queue`,
  };
}

/** Undefined where no time of a delivery is known. */
function overtimeNsOf({ windowNs, activeNs, latency }: ApproachRound): number | undefined {
  const encoded = latency.lastRecipient ?? latency.latency; // an event of several recipients is delivered when the last has it
  const usualNs = encoded === undefined ? undefined : Histogram.decode(encoded).quantileNs(WITHOUT_QUEUE);
  return usualNs === undefined ? undefined : Math.max(0, activeNs - windowNs - usualNs);
}

/** What is undelivered has been told. */
const otherChecks = (result: Result) => checkObjectives(result).filter(({ objective }) => objective !== "lost");

const missedObjectives = (result: Result): TrialReason[] =>
  otherChecks(result).flatMap(({ objective, value, limit, met }) =>
    met || value === undefined
      ? []
      : [
          {
            code: "objective",
            message: `${objectiveTexts[objective].short} ${objectiveTexts[objective].format(value)}, the limit is ${objectiveTexts[objective].format(limit)}`,
          },
        ],
  );

/** A generator that is late beside a queue of the service is not the limit, but no trial passes at a rate that was not played. */
function* fellBehind({ generator: { achievedRateRatio = 1 } }: ApproachRound): Iterable<TrialReason> {
  if (achievedRateRatio < ACHIEVED_RATIO)
    yield { code: "generator", message: `the generator achieved ${percent(achievedRateRatio)} of the rate` };
}

const unmeasured = (result: Result): TrialReason[] =>
  otherChecks(result).flatMap(({ objective, value }) =>
    value === undefined
      ? [{ code: "unmeasured", message: `${objectiveTexts[objective].short} was not measured: too few deliveries` }]
      : [],
  );

export const warningsOf = ({ warnings }: Result): WarningCode[] => [
  ...new Set(warnings.map(({ code }) => code).filter((code) => DOUBTS.includes(code))),
];

function figuresOf(round: ApproachRound): TrialFigures {
  const { deliveries, activeNs, latency, generator, service, cpus } = round;
  const stalledNs = round.figures?.stalledNs;
  const services = cpus?.services;
  const measured = latency.latency === undefined ? undefined : Histogram.decode(latency.latency);
  const ms = (ns: number | undefined) => (ns === undefined ? undefined : nsToMs(ns));
  const figures: { [Figure in keyof TrialFigures]: number | undefined } = {
    expected: deliveries.expected,
    delivered: deliveries.delivered,
    deliveriesPerSecond: deliveries.delivered / nsToSeconds(activeNs),
    achievedRateRatio: generator.achievedRateRatio,
    latencyP50Ms: ms(measured && supportedQuantileNs(measured, 0.5)),
    latencyP99Ms: ms(measured && supportedQuantileNs(measured, 0.99)),
    overtimeMs: ms(overtimeNsOf(round)),
    serviceCpuRatio: service.cpuNs === undefined ? undefined : service.cpuNs / activeNs,
    stalledRatio: stalledNs === undefined ? undefined : stalledNs / activeNs,
    foreignCpuRatio: services && services.foreignRatio + services.stealRatio,
  };
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}
