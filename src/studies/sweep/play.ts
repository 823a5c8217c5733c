/** Plays a sweep cell by cell: a bench of one round at one point each, with fresh processes. What was played is kept at once. */
import { rmSync } from "node:fs";
import path from "node:path";
import { type BenchOutcome, type BenchRequest, runBench } from "../../bench/bench.js";
import { serviceNameOf } from "../../bench/crew.js";
import type { RunListener } from "../../bench/run-events.js";
import { monotonicNs } from "../../clock.js";
import type { ErrorCode, PushbenchError } from "../../errors.js";
import { executorOf, haveEvents } from "../../executors/registry.js";
import { choosePinning, type Pinning } from "../../machine/cpu-pinning.js";
import type { Result, WarningCode } from "../../result/result.js";
import { nsToSeconds } from "../../units.js";
import { playStudy, requireSameMachine } from "../play-study.js";
import type { StudyFile } from "../study-file.js";
import { type NextCell, type SeenCell, SweepCourse } from "./course.js";
import { figuresOf, isDisturbed, isLate } from "./figures.js";
import { PointResult } from "./merged-result.js";
import type { PointPlan, PointRecord, PointRound, SweepRecord, VainCell } from "./record.js";
import { guessedSeconds, type PlayedCell, secondsLeft } from "./time.js";

export interface PlayRequest extends Pick<BenchRequest, "entries" | "fleet" | "signal"> {
  /** For those who want to see that all works: nothing beside the slices, and no wait for the connections that low rates would have. */
  isHasty?: boolean;
  /** It is changed as the study goes on. */
  record: SweepRecord;
  file: StudyFile;
  listeners: readonly SweepListener[];
  /** They are told what happens in each bench. */
  runListeners?: readonly RunListener[] | undefined;
  /** What plays a cell; tests have a simulated one. */
  bench?: (request: BenchRequest) => Promise<BenchOutcome>;
  /** By default that of this process. */
  pinning?: Pinning;
}

/** `record` is the study's own, as it is now. Listeners may read it but must not change it. */
export type SweepEvent =
  | { type: "cell-started"; cell: NextCell; point: PointRecord; record: SweepRecord; leftSeconds: number }
  | {
      type: "cell-finished";
      point: PointRecord;
      record: SweepRecord;
      cell: PointRound | VainCell;
      leftSeconds: number;
    };

export type SweepListener = (event: SweepEvent) => void;

/** What broke a bench off and may not do so again. Everything else ends the study. */
const MAY_PASS: readonly ErrorCode[] = [
  ...(["no-answer", "generator-died", "relay-died", "connect-failed", "service-not-ready"] as const),
  ...(["port-taken", "system-refused"] as const),
];
/** What rounds of a study have anyway: there is one, and the study itself was the work before it. */
export const OF_A_CELL: readonly WarningCode[] = ["too-few-rounds", "busy-machine"];

/** Resolves with the reason why the study did not complete, if it did not. */
export async function playSweep(request: PlayRequest): Promise<PushbenchError | undefined> {
  const { record, file, listeners, pinning = choosePinning() } = request;
  const course = courseOf(record);
  const times: PlayedCell[] = [];
  const left = (): number =>
    secondsLeft(
      times,
      course.left().map(({ point }) => guessedSeconds(pointOf(record, point).plan!)),
    );
  const tell = (event: SweepEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const failure = await playStudy({
    ...{ record, keep: () => file.write(record) },
    async play() {
      for (let next = course.next(); next !== undefined; next = course.next()) {
        const point = pointOf(record, next.point);
        tell({ type: "cell-started", cell: next, point, record, leftSeconds: left() });
        const startNs = monotonicNs();
        const cell = await playCell({ ...request, pinning }, next, point);
        const seconds = nsToSeconds(monotonicNs() - startNs);
        if ("approaches" in cell) times.push({ seconds, guessedSeconds: guessedSeconds(point.plan!) });
        course.take(seenOf(point, cell));
        file.write(record);
        tell({ type: "cell-finished", point, record, cell, leftSeconds: left() });
      }
    },
  });
  if (failure?.code !== "output-lost")
    for (const { folder } of record.points) new PointResult(path.join(file.directory, folder), pinning).end();
  return failure;
}

export const courseOf = ({ question, points }: SweepRecord): SweepCourse => {
  const { scenario, rounds } = question;
  const approaches = points[0]!.plan!.scenario.approaches.map(({ name }) => name);
  const seen = points.flatMap((point) => [...point.rounds, ...(point.inVain ?? [])].map((cell) => seenOf(point, cell)));
  return new SweepCourse({ points: points.length, rounds, approaches, seed: scenario.run.seed }, seen);
};

const pointOf = ({ points }: SweepRecord, number: number): PointRecord => points[number - 1]!;

function seenOf({ number: point }: PointRecord, cell: PointRound | VainCell): SeenCell {
  const where = { point, round: cell.round, played: cell.played };
  if (!("reason" in cell)) return { ...where, outcome: "taken", isLate: cell.approaches.some(isLate) };
  if (cell.reason === "service-died") return { ...where, outcome: cell.reason, approach: cell.approach! };
  return { ...where, outcome: cell.reason };
}

/** Throws PushbenchError where a cell broke off for a reason that says nothing about its point. */
async function playCell(
  request: PlayRequest & { pinning: Pinning },
  next: NextCell,
  point: PointRecord,
): Promise<PointRound | VainCell> {
  const { record, file, entries, signal, pinning, bench = runBench } = request;
  const { question, pushbenchVersion, program } = record;
  const plan = point.plan!;
  const folder = path.join(file.directory, point.folder);
  const directory = path.join(folder, "playing");
  const outcome = await bench({
    scenario: cellScenario(plan, next),
    scenarioGiven: question.scenarioGiven,
    overrides: plan.overrides,
    approachesGiven: question.approachesGiven,
    quick: false,
    ...{ directory, pushbenchVersion, program, entries, signal },
    generators: question.generators,
    ...(request.fleet && { fleet: request.fleet }),
    port: 0,
    ...(request.runListeners && { listeners: request.runListeners }),
    ...(request.isHasty ? { onlySlices: true } : plan.settle && { settle: plan.settle }),
    ...warmUpOf(record, plan),
  });
  const { result, failure } = outcome;
  if (failure === undefined || failure.code === "service-died" || MAY_PASS.includes(failure.code))
    requireSameMachine(record, result.machine);
  record.machine ??= result.machine;
  const where = { round: next.round, played: next.played };
  const vain = failure === undefined ? vainCell(result, next) : brokenCell(record, failure, next);
  if (vain !== undefined) {
    const cell: VainCell = { ...where, ...vain };
    point.inVain = [...(point.inVain ?? []), cell];
    rmSync(directory, { recursive: true, force: true });
    return cell;
  }
  const { rounds, scenario } = question;
  const { loadAverage } = record.machine;
  new PointResult(folder, pinning).add(result, next.round, { rounds, seed: scenario.run.seed, loadAverage });
  rmSync(directory, { recursive: true, force: true });
  const warnings = result.warnings.map(({ code }) => code).filter((code) => !OF_A_CELL.includes(code));
  const round: PointRound = { ...where, warnings: [...new Set(warnings)], approaches: figuresOf(result) };
  point.rounds = [...point.rounds, round].sort((a, b) => a.round - b.round);
  return round;
}

function cellScenario({ scenario }: PointPlan, { round, approaches }: NextCell): PointPlan["scenario"] {
  const seed = (scenario.run.seed + round) >>> 0; // other events in each round, alike for all approaches
  return {
    ...scenario,
    approaches: scenario.approaches.filter(({ name }) => approaches.includes(name)),
    run: { ...scenario.run, rounds: 1, seed },
  };
}

/** At the rate that was asked for, where it has one: so no warm-up is an overload, and all of them are alike. */
function warmUpOf({ question }: SweepRecord, { scenario }: PointPlan): Pick<BenchRequest, "warmUpArrivals"> {
  const { arrivals } = question.scenario;
  const haveRates = [arrivals, scenario.arrivals].every((one) => executorOf(one).loop === "open" && haveEvents(one));
  return haveRates ? { warmUpArrivals: arrivals } : {};
}

type Vain = Omit<VainCell, "round" | "played">;

function vainCell(result: Result, { isLast, isLateAnyway }: NextCell): Vain | undefined {
  const namesOf = (is: typeof isDisturbed): string =>
    figuresOf(result)
      .filter(is)
      .map(({ approach }) => approach)
      .join(", ");
  const [disturbed, late] = [namesOf(isDisturbed), namesOf(isLate)];
  if (disturbed !== "" && !isLast)
    return { reason: "disturbed", message: `other work used the CPUs in the turns of ${disturbed}` };
  if (late !== "" && !isLateAnyway)
    return { reason: "late", message: `the generator was late in the turns of ${late}` };
  return undefined;
}

/** A service that died is a result of its point. Whatever else broke off may have been chance. */
function brokenCell(record: SweepRecord, failure: PushbenchError, { approaches }: NextCell): Vain {
  const { code, message } = failure;
  const approach = approaches.find((name) => message.startsWith(serviceNameOf(name)));
  if (code === "service-died" && approach !== undefined) return { reason: "service-died", approach, message };
  // A service that is never ready is not so because of a point.
  const isFirst = record.points.every(({ rounds, inVain = [] }) => rounds.length + inVain.length === 0);
  if (!MAY_PASS.includes(code) || (isFirst && code === "service-not-ready")) throw failure;
  return { reason: "broke-off", message };
}
