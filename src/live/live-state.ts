/**
 * What the live page knows of a run, in bounded memory. It is a pure function of the events that were told so far, so a page that is
 * loaded late, or again, shows the same as one that was there from the beginning.
 */
import type { HostsChanged } from "../bench/run-events.js";
import { deliveriesPerEvent, type Topology } from "../flow.js";
import { addressOf, labelOf, type Result, type Warning } from "../result/result.js";
import type { LiveEvent, PointFinished, PointStarted } from "./live-event.js";
import { divisorsOf, figuresOfRound, type Levels, levelsOf, type RoundFigures, ratiosOf } from "./round-figures.js";
import { pointOf, type SlicePoint, withPoint } from "./slice-points.js";

/** Times are in ms since the page was opened. */
export interface LiveState {
  /** Of the last event. */
  nowMs: number;
  title: string;
  /** What is happening, as the end of a sentence about the round. */
  stage: string;
  /** When the run began whose rounds are counted here. */
  startMs: number;
  round: number;
  /** How many are played at most. */
  rounds: number;
  /** How much of the round is played, 0…1. */
  doneRatio: number;
  approaches: readonly LiveApproach[];
  /** Of a fleet, those that play the present round. */
  hosts: HostsChanged["hosts"];
  finished: readonly FinishedRound[];
  ratios: readonly LiveRatio[];
  log: Log;
  /** Only in a study, which plays one bench after the other. The rest is then about the bench in play. */
  study?: LiveStudy;
}

export interface LiveApproach {
  label: string;
  deliveriesPerEvent: number;
  points: readonly SlicePoint[];
}

export interface FinishedRound {
  /** Undefined: it was played in another bench of the study. */
  atMs: number | undefined;
  figures: readonly RoundFigures[];
  /** What the rounds show up to this one, in the order of the approaches. */
  levels: readonly Levels[];
}

export interface LiveRatio {
  approach: string;
  divisor: string;
  levels: Levels;
}

export interface Log {
  entries: readonly { atMs: number; approach?: string; text: string }[];
  /** How many further entries there were. */
  more: number;
}

export interface LiveStudy {
  point: string;
  /** When it was told how much is done or left, and what was done when the page was opened. */
  toldMs: number;
  doneRatio?: number;
  firstDoneRatio?: number;
  leftMs?: number;
  played: readonly (readonly RoundFigures[])[];
  /** The latest first. */
  finished: readonly string[];
  /** Markdown. */
  answer?: string;
}

const MOST_ENTRIES = 100;
const MOST_FINISHED_POINTS = 40;

export const emptyState = (title: string): LiveState => ({
  nowMs: 0,
  title,
  stage: "prepares",
  startMs: 0,
  round: 0,
  rounds: 0,
  doneRatio: 0,
  approaches: [],
  hosts: [],
  finished: [],
  ratios: [],
  log: { entries: [], more: 0 },
});

export function reduce(state: LiveState, event: LiveEvent, nowMs: number): LiveState {
  return { ...state, nowMs, ...changes(state, event, nowMs) };
}

function changes(state: LiveState, event: LiveEvent, nowMs: number): Partial<LiveState> {
  switch (event.type) {
    case "run-started":
      return begun(state, event.result, nowMs);
    case "round-started":
      return { round: event.round, doneRatio: 0, stage: "starts its processes" };
    case "clients-connected":
      return { stage: `connects the clients of ${labelOf(event)}: ${event.connected} of ${event.clients}` };
    case "hosts-changed":
      return { hosts: event.hosts };
    case "slice-finished": {
      const label = labelOf(event);
      return {
        stage: event.phase === "warmUp" ? "warms up" : "measures",
        doneRatio: event.doneRatio,
        approaches: state.approaches.map((one) =>
          one.label === label
            ? { ...one, points: withPoint(one.points, pointOf(event, nowMs, one.deliveriesPerEvent)) }
            : one,
        ),
      };
    }
    case "round-finished":
      return { doneRatio: 1, stage: "has ended", ...finishedWith(state, event.result, nowMs) };
    case "warning":
      return { log: logged(state.log, event.warning, nowMs) };
    case "run-ended":
      return { stage: state.study === undefined ? "was the last, and the report is being made" : "has ended" };
    case "point-started":
      return { study: pointStarted(state.study, event, nowMs), stage: "prepares" };
    case "point-finished":
      return state.study === undefined ? {} : { study: pointFinished(state.study, event) };
  }
}

function begun({ study }: LiveState, result: Result, nowMs: number): Partial<LiveState> {
  const { flow, clients, roomSize = 1, run } = result.scenario;
  const topology: Topology = { flow, clients, roomSize };
  const approaches = result.approaches.map((approach) => ({
    label: labelOf(addressOf(approach)),
    deliveriesPerEvent: deliveriesPerEvent(topology, 0), // only the last room may be smaller
    points: [],
  }));
  const finished: FinishedRound[] = [];
  for (const figures of study?.played ?? []) finished.push(finishedRound(approaches, finished, figures, undefined));
  return {
    startMs: nowMs,
    round: 0,
    rounds: run.rounds,
    doneRatio: 0,
    approaches,
    finished,
    ratios: ratiosOver(finished, divisorsOf(result)),
  };
}

function finishedWith({ approaches, finished }: LiveState, result: Result, nowMs: number): Partial<LiveState> {
  const all = [...finished, finishedRound(approaches, finished, figuresOfRound(result.rounds.at(-1)!), nowMs)];
  return { finished: all, ratios: ratiosOver(all, divisorsOf(result)) };
}

function finishedRound(
  approaches: readonly LiveApproach[],
  before: readonly FinishedRound[],
  figures: readonly RoundFigures[],
  atMs: number | undefined,
): FinishedRound {
  const rounds = [...before.map((round) => round.figures), figures];
  return { atMs, figures, levels: approaches.map(({ label }) => levelsOf(roundsOf(rounds, label))) };
}

function ratiosOver(finished: readonly FinishedRound[], divisors: ReadonlyMap<string, string>): LiveRatio[] {
  const rounds = finished.map(({ figures }) => figures);
  return [...divisors].map(([approach, divisor]) => ({
    approach,
    divisor,
    levels: ratiosOf(roundsOf(rounds, approach), roundsOf(rounds, divisor)),
  }));
}

const roundsOf = (rounds: readonly (readonly RoundFigures[])[], label: string): (RoundFigures | undefined)[] =>
  rounds.map((figures) => figures.find(({ approach }) => approach === label));

function logged({ entries, more }: Log, { message, approach, arm }: Warning, atMs: number): Log {
  const about = approach === undefined ? undefined : labelOf({ approach, ...(arm !== undefined && { arm }) });
  if (entries.some((one) => one.text === message && one.approach === about)) return { entries, more };
  if (entries.length >= MOST_ENTRIES) return { entries, more: more + 1 };
  return { entries: [...entries, { atMs, text: message, ...(about !== undefined && { approach: about }) }], more };
}

function pointStarted(study: LiveStudy | undefined, event: PointStarted, nowMs: number): LiveStudy {
  const { name, played, doneRatio, leftSeconds } = event;
  const firstDoneRatio = study === undefined ? doneRatio : study.firstDoneRatio;
  return {
    point: name,
    toldMs: nowMs,
    played,
    finished: study?.finished ?? [],
    ...(study?.answer !== undefined && { answer: study.answer }),
    ...(doneRatio !== undefined && { doneRatio }),
    ...(firstDoneRatio !== undefined && { firstDoneRatio }),
    ...(leftSeconds !== undefined && { leftMs: leftSeconds * 1e3 }),
  };
}

function pointFinished(study: LiveStudy, { text, answer }: PointFinished): LiveStudy {
  const finished = [text, ...study.finished].slice(0, MOST_FINISHED_POINTS);
  return { ...study, finished, ...(answer !== undefined && { answer }) };
}
