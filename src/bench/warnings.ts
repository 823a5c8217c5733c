/** What the reader must know before believing a figure. Warnings are typed values in the result, each with advice. */
import { BUSY_RATIO } from "../collectors/generator-health.js";
import { counted, partOf } from "../counted.js";
import type { Pinning } from "../machine/cpu-pinning.js";
import {
  type Address,
  type ApproachRecord,
  type ApproachRound,
  addressOf,
  isSameAddress,
  type Result,
  reasonText,
  type Verdict,
  type Warning,
  type WarningCode,
} from "../result/result.js";
import { lacksRecords } from "../result/wire-parts.js";
import { canBeCrossChecked } from "./cross-check.js";
import { nothingMeasured } from "./nothing-measured.js";

const FEWEST_ROUNDS = 6;
/** Above this load average per CPU, other work was certainly under way before the run. */
const BUSY_LOAD_PER_CPU = 0.5;

/** In a run without events: one more or less is then no more than a hundredth. */
const FEWEST_HEARTBEATS = 100;

/** The version of the optional package, as in package.json. */
const CHECKED_WITH = "9.0.0";

/** What autocannon can drive: a reference service (others do not tell of their event loop), if its transport can be. */
const isCheckable = ({ scenario }: Result, approach: ApproachRecord, own: readonly ApproachRound[]): boolean =>
  scenario.arrivals.executor === "constant-concurrency" &&
  canBeCrossChecked(approach) &&
  own.some(({ service }) => service.eventLoopUtilisation !== undefined);

/** An approach whose service died has no part in further rounds of a study. */
const roundsOf = ({ rounds }: Result, address: Address): ApproachRound[] =>
  rounds.flatMap(({ approaches }) => approaches.filter((one) => isSameAddress(one, address)));

/** A process that is busy for less than this share of the time could take work from one that is at its limit. */
const HAS_ROOM_RATIO = 0.7;

function isUneven({ service }: ApproachRound): boolean {
  const workers = (service.processes ?? []).filter(({ role }) => role === "worker");
  const busy = workers.map(({ cpuRatio, eventLoopUtilisation }) => Math.max(cpuRatio, eventLoopUtilisation));
  return Math.max(...busy) > BUSY_RATIO && Math.min(...busy) < HAS_ROOM_RATIO;
}

/**
 * Where the system tells what others did in the slices, the verdict "disturbed" says it. A load average is of the minute before, in
 * which an earlier run may have been.
 */
const othersAreSeen = (rounds: Result["rounds"]): boolean =>
  rounds.every(({ approaches }) => approaches.every(({ cpus }) => cpus !== undefined));

const deliveriesOf = (count: number): string => counted(count, "delivery", "deliveries");

/** The warnings are computed anew from the whole result after each round. */
export function warningsOf(result: Result, pinning: Pinning): Warning[] {
  const { rounds, machine, scenario, hosts } = result;
  const warnings: Warning[] = nothingMeasured(result);
  const warn = (code: WarningCode, message: string, advice: string, address?: Address): void => {
    warnings.push({ code, message, advice, ...address });
  };
  if (result.quick)
    warn(
      "quick",
      "One short round: it shows whether everything works, not which approach is better.",
      "Run without --quick for evidence.",
    );
  if (result.state === "interrupted" || result.state === "failed") {
    warn(
      "interrupted",
      `The run ended after ${partOf(rounds.length, scenario.run.rounds, "round")}.`,
      "The finished rounds are valid; run again for the rest.",
    );
  }
  if (!result.quick && result.state !== "running" && rounds.length < FEWEST_ROUNDS) {
    warn(
      "too-few-rounds",
      `${counted(rounds.length, "round")} cannot carry a 95 % interval.`,
      `Run at least ${FEWEST_ROUNDS} (--set run.rounds=${FEWEST_ROUNDS}).`,
    );
  }
  const replayed = rounds.flatMap(({ replayedFor }) => replayedFor ?? []);
  if (replayed.length > 0) {
    warn(
      "round-replayed",
      `${partOf(replayed.length, rounds.length, "round")} ${replayed.length === 1 ? "was" : "were"} played again, because a worker was lost: ${[...new Set(replayed)].join(" ")}`,
      "Nothing of the first attempts is in the figures. If it happens often, look at those machines and at the network to them.",
    );
  }
  if (pinning.reason !== undefined) {
    warn(
      "not-pinned",
      `Service and generator shared CPUs: ${pinning.reason}.`,
      "Use Linux with taskset and at least 2 CPUs.",
    );
  }
  if (!othersAreSeen(rounds) && machine.loadAverage > BUSY_LOAD_PER_CPU * machine.cpuCount) {
    warn(
      "busy-machine",
      `The load average was ${machine.loadAverage.toFixed(1)} on ${machine.cpuCount} CPUs before the run.`,
      "Stop other work and run again.",
    );
  }
  for (const approach of result.approaches) {
    const address = addressOf(approach);
    const own = roundsOf(result, address);
    const count = (matches: (round: (typeof own)[number]) => boolean) => own.filter(matches).length;
    const sum = (of: (round: (typeof own)[number]) => number) => own.reduce((total, round) => total + of(round), 0);
    const judged = (verdict: Verdict & WarningCode, said: string, advice: string): void => {
      const such = own.filter(({ generator }) => generator.verdict === verdict);
      if (such.length === 0) return;
      const reasons = new Set(such.flatMap(({ generator }) => reasonText(generator, hosts !== undefined) ?? []));
      const because = reasons.size === 0 ? "" : `: ${[...reasons].join("; ")}`;
      warn(verdict, `${said} in ${partOf(such.length, own.length, "round")}${because}.`, advice, address);
    };
    judged(
      "generator-bound",
      "Figures may be the generator's own rather than the service's",
      "Lower the rate, stop other work, or spread the clients over more CPUs with --generators. No ratio is drawn from these rounds.",
    );
    judged(
      "disturbed",
      "Other work used the run's CPUs",
      "Stop the other work and run again. Ratios keep these rounds, because the work hit the approaches in turns, but their intervals widen.",
    );
    judged(
      "service-bound",
      "The service was at its limit",
      "Latencies contain its queue. Lower the rate to compare latencies below saturation.",
    );
    const uneven = count(isUneven);
    if (uneven > 0)
      warn(
        "processes-uneven",
        `One process of the service was at its limit in ${partOf(uneven, own.length, "round")} while another had room.`,
        "More processes would not help: the figures are those of the fullest. Look at the shares of each in result.json (service.processes), and take more clients or connections, so that they spread.",
        address,
      );
    const unsettled = count(({ warmUp }) => !warmUp.settled);
    const isIdle = own.some(({ idle }) => idle !== undefined); // nothing tells when heartbeats have settled
    if (!result.quick && !isIdle && scenario.run.start !== "cold" && 2 * unsettled > own.length) {
      warn(
        "not-warmed-up",
        `The cost of a delivery may still have been falling when measuring began in ${partOf(unsettled, own.length, "round")}.`,
        "Raise run.warmUpSeconds. Where a cold start is to be measured, set run.start: cold.",
        address,
      );
    }
    const few = count(({ idle }) => (idle?.heartbeats ?? FEWEST_HEARTBEATS) < FEWEST_HEARTBEATS);
    if (!result.quick && few > 0)
      warn(
        "few-heartbeats",
        `In ${partOf(few, own.length, "round")} fewer than ${FEWEST_HEARTBEATS} heartbeats came: what each costs is uncertain.`,
        "Raise run.measureSeconds or clients, or lower heartbeatSeconds of the approach.",
        address,
      );
    if (isCheckable(result, approach, own) && own.every(({ crossCheck }) => crossCheck === undefined))
      warn(
        "not-cross-checked",
        "No other generator checked the saturation: autocannon is not installed.",
        `Install it beside pushbench (npm install autocannon@${CHECKED_WITH}) and run again.`,
        address,
      );
    const lacking = count(({ wire }) => lacksRecords(wire));
    if (lacking > 0)
      warn(
        "bytes-of-tls",
        `In ${partOf(lacking, own.length, "round")} handshakes would have carried so much that too little is left for the records of what was sent.`,
        "Trust the total alone, not what the bytes are made of. If the service is pushbench's own, report it as a defect.",
        address,
      );
    const lost = sum(({ deliveries }) => deliveries.lost);
    if (lost > 0)
      warn(
        "deliveries-lost",
        `${deliveriesOf(lost)} never arrived.`,
        "See the reasons under deliveries; is the service overloaded?",
        address,
      );
    const pending = sum(({ deliveries }) => deliveries.pending ?? 0);
    if (pending > 0)
      warn(
        "deliveries-pending",
        `${deliveriesOf(pending)} ${pending === 1 ? "was" : "were"} still being tried when the drain ended.`,
        "Let retries end sooner (a shorter schedule or timeScale), or begin the faults earlier.",
        address,
      );
    const rejected = sum(({ deliveries }) => deliveries.rejected);
    if (rejected > 0)
      warn(
        "deliveries-rejected",
        `${deliveriesOf(rejected)} ${rejected === 1 ? "was" : "were"} refused.`,
        "See the reasons under deliveries.",
        address,
      );
  }
  return warnings;
}
