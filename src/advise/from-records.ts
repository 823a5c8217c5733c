/** Makes evidence of a result or a sweep, or says why it is none. Pure: the records go in. */
import { payloadBytesSchema, payloadSizeSampler } from "../events/payload-size.js";
import { executorNames, executorOf } from "../executors/registry.js";
import { machineFingerprint } from "../gate/fingerprint.js";
import { seededRandom } from "../random.js";
import type { Machine } from "../result/machine.js";
import type { ApproachRecord, Result, ScenarioRecord } from "../result/result.js";
import type { Scenario } from "../scenario/load.js";
import { median } from "../statistics/quantile.js";
import type { CapacityRecord } from "../studies/capacity/record.js";
import { type Curve, curvesOf, RATES } from "../studies/crossover/curve.js";
import { figuresOf } from "../studies/sweep/figures.js";
import type { PointRecord, PointRound, SweepRecord } from "../studies/sweep/record.js";
import type { CapacityEvidence } from "./capacity.js";
import type { Evidence, EvidencePoint, Place, Source } from "./evidence.js";

/** Why a file is no evidence for a workload on a healthy machine. Texts end the sentence "It is left out, because …". */
export const reasonsToLeaveOut = {
  quick: "it was a --quick run, which is no evidence",
  faults: "faults were played in it",
  network: "a network was played between clients and service",
  cold: "it was measured cold, as after a deployment",
  closed: "its rate was not set: it was played in a closed loop",
  idle: "it has no events",
  arms: "it compares versions of one service",
  "other-services": "it has no reference service of pushbench",
  empty: "it has no finished round",
  payload: "it does not say how large its events are",
} as const;
export type ReasonToLeaveOut = keyof typeof reasonsToLeaveOut;

type Found = Evidence[] | ReasonToLeaveOut;

export function evidenceOfResult(result: Result, file: string, here: Machine): Found {
  const { scenario, approaches, machine, quick, startedAt, pushbenchVersion } = result;
  if (quick) return "quick";
  if (approaches.some(({ arm }) => arm !== undefined)) return "arms";
  const rounds = result.rounds.map(
    (round, i): PointRound => ({
      ...{ round: i + 1, played: i + 1, warnings: [] },
      approaches: figuresOf({ ...result, rounds: [round] }),
    }),
  );
  const source: Source = {
    ...{ file, kind: "bench", title: scenario.title, startedAt, pushbenchVersion },
    machineDiffersIn: differencesOfMachines(machine, here),
  };
  const played = evidenceAt({ ...scenario, approaches }, source, [rounds]);
  return typeof played === "string" ? played : [played];
}

/** A sweep over rates is one piece of evidence for each of its curves, any other has one for each point. */
export function evidenceOfSweep(record: SweepRecord, file: string, here: Machine): Found {
  const { question, machine, startedAt, pushbenchVersion } = record;
  const source: Source = {
    ...{ file, kind: "sweep", title: question.scenario.title, startedAt, pushbenchVersion },
    machineDiffersIn: machine && differencesOfMachines(machine, here),
  };
  const played = record.points.filter(({ rounds, plan }) => rounds.length > 0 && plan !== undefined);
  const curves = curvesOf({ question, points: played }).filter(({ over }) => over.startsWith(RATES));
  const found =
    curves.length > 0
      ? curves.map((curve) => ofPoints(curve.records, source, curve))
      : played.map((point) => ofPoints([point], source));
  const evidence = found.flatMap((one) => (typeof one === "string" ? [] : [one]));
  return evidence.length > 0 ? evidence : ((found[0] as ReasonToLeaveOut | undefined) ?? "empty");
}

function ofPoints(points: readonly PointRecord[], source: Source, curve?: Curve): Evidence | ReasonToLeaveOut {
  const scenarios = points.map(({ plan }) => plan!.scenario);
  const evidence = evidenceAt(
    scenarios[0]!,
    source,
    points.map(({ rounds }) => rounds),
    scenarios.map(({ arrivals }) => arrivals),
  );
  return typeof evidence === "string" || curve === undefined ? evidence : { ...evidence, curve };
}

type Played = ScenarioRecord & { approaches: ApproachRecord[] };

function evidenceAt(
  scenario: Played | Scenario,
  source: Source,
  rounds: readonly PointRound[][],
  arrivals: readonly ScenarioRecord["arrivals"][] = [scenario.arrivals],
): Evidence | ReasonToLeaveOut {
  const place = placeOf(scenario);
  if (typeof place === "string") return place;
  const points: EvidencePoint[] = [];
  for (const [i, its] of rounds.entries()) {
    const peak = peakOf(arrivals[i]!);
    if (typeof peak === "string") return peak;
    const eventsPerSecond = median(its.flatMap((round) => round.approaches.map((one) => one.eventsPerSecond)));
    if (!eventsPerSecond) continue;
    points.push({ eventsPerSecond, peakEventsPerSecond: Math.max(peak, eventsPerSecond), rounds: its });
  }
  if (points.length === 0) return "empty";
  points.sort((one, other) => one.eventsPerSecond - other.eventsPerSecond);
  return { source, ...place, points };
}

function placeOf(scenario: Played | Scenario): Place | ReasonToLeaveOut {
  const { flow, guarantee, clients, roomSize = 1, payload, faults = [], network, run } = scenario;
  if (faults.length > 0) return "faults";
  if (network !== undefined) return "network";
  if (run.start === "cold") return "cold";
  const approaches = scenario.approaches.filter(({ service, arm }) => service === undefined && arm === undefined);
  if (approaches.length === 0) return "other-services";
  const payloadBytes = meanBytes(payload.bytes);
  if (payloadBytes === undefined) return "payload";
  const recipients = flow === "ingest" ? 1 : flow === "broadcast" ? clients : Math.min(roomSize, clients) - 1;
  return { flow, guarantee, clients, recipients, payloadBytes, approaches: [...approaches] };
}

/** What it answered is known, however many of its trials were played. */
export function evidenceOfCapacity(
  record: CapacityRecord,
  file: string,
  here: Machine,
): CapacityEvidence | ReasonToLeaveOut {
  const { question, machine, startedAt, pushbenchVersion, answers } = record;
  const { scenario, objectives, peakRatio } = question;
  const place = placeOf(scenario);
  if (typeof place === "string") return place;
  const names = place.approaches.map(({ name }) => name);
  return {
    ...place,
    source: {
      ...{ file, kind: "capacity", title: scenario.title, startedAt, pushbenchVersion },
      machineDiffersIn: machine && differencesOfMachines(machine, here),
    },
    ...{ limits: objectives, peakRatio, answers: answers.filter(({ approach }) => names.includes(approach)) },
  };
}

/** Events per second, or why there is no such rate. Somebody else's file may name any executor. */
function peakOf(arrivals: ScenarioRecord["arrivals"]): number | ReasonToLeaveOut {
  const known = arrivals as Scenario["arrivals"];
  if (!executorNames.includes(known.executor)) return "closed";
  const executor = executorOf(known);
  if (executor.loop === "closed") return "closed";
  const peak = executor.peakPerSecond(known);
  return peak > 0 ? peak : "idle";
}

const DRAWS = 2_000;

/** Of a distribution, by drawing from it: always the same draws. */
function meanBytes(bytes: unknown): number | undefined {
  const { data } = payloadBytesSchema.safeParse(bytes);
  if (data === undefined) return undefined;
  if (typeof data === "number") return data;
  const random = seededRandom(1, "mean payload");
  const draw = payloadSizeSampler(data);
  let sum = 0;
  for (let i = 0; i < DRAWS; i++) sum += draw(random);
  return sum / DRAWS;
}

/** The names of the lines of the machines' fingerprints that are not the same. */
export function differencesOfMachines(measured: Machine, here: Machine): string[] {
  const [one, other] = [measured, here].map((machine) => new Map(machineFingerprint(machine).lines));
  const names = new Set([...one!.keys(), ...other!.keys()]);
  return [...names].filter((name) => one!.get(name) !== other!.get(name));
}
