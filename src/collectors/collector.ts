/**
 * What a collector is: it is told of every delivery of an approach in one round, and in the end gives its part of the round.
 */
import type { ProcessSample } from "../machine/process-self.js";
import type { ApproachRound } from "../result/result.js";
import type { Observations } from "./observations.js";
import type { OutsideSample } from "./process-sum.js";

/** A slice as it was run: events [from, to) of the schedule, due relative to `startNs`. */
export interface SliceRun {
  /** When the slice began, absolute. */
  startNs: number;
  /** Where the slice begins in the window. */
  offsetNs: number;
  lengthNs: number;
  from: number;
  to: number;
}

/** The first delivery of an event to a recipient; times are absolute. */
export interface Delivery {
  readonly event: number;
  readonly recipient: number;
  readonly dueNs: number;
  /** NaN when no process saw the event handed to a socket: a number keeps the record of one shape, and so cheap. */
  readonly sentNs: number;
  readonly deliveredNs: number;
}

/** A delivery that was not made. */
export interface Missing {
  event: number;
  recipient: number;
  dueNs: number;
  why: "lost" | "rejected" | "pending";
}

/** A fault as it was played; times are absolute. */
export interface FaultTimes {
  kind: string;
  beganNs: number;
  endedNs: number;
}

/** All that was seen of a slice, when its deliveries have been told. */
export interface SliceEnd {
  run: SliceRun;
  /** First deliveries in it. */
  delivered: number;
  /** What all processes saw. */
  observations: readonly Observations[];
  /** The service's own account of itself, or what was seen of it from outside where it gives none. */
  service: ProcessSample | OutsideSample;
  /** Service processes that were killed in the slice. */
  killed: readonly OutsideSample[];
  /** One of each generator. */
  generators: readonly ProcessSample[];
  /** Of the service, from outside. Undefined where it could not be read. */
  usage: { cpuNs: number; elapsedNs: number; rssBytes: number } | undefined;
  /** What the slice added to the counters of the clients' sockets, of each generator. */
  wire: readonly { bytesRead: number; bytesWritten: number; connectionsOpened: number }[];
  faults: readonly FaultTimes[];
  /** Deliveries that were never made, over all slices so far. */
  missing(): Iterable<Missing>;
}

type Part<Section> = Section extends readonly unknown[] ? Section : Section extends object ? Partial<Section> : Section;

/** Sections of a round, or parts of them: several collectors may fill one section. */
export type RoundPart = { [Name in keyof ApproachRound]?: Part<ApproachRound[Name]> };

export interface Collector {
  beginSlice?(run: SliceRun): void;
  /** Of each event that began. */
  begun?(event: number, dueNs: number, begunNs: number): void;
  /** The record is filled anew for the next delivery: whoever keeps something of it copies that. */
  delivered?(delivery: Delivery): void;
  /** At the side where the event began: by its sender, or from one recipient when it began in the service. */
  acked?(event: number, dueNs: number, ackedNs: number): void;
  endSlice?(slice: SliceEnd): void;
  /** After the last slice. What was not measured is absent. */
  sample?(): RoundPart;
}

/** One round of the parts that it was collected in. Later parts add to the sections of earlier ones. */
export function merged(parts: readonly RoundPart[]): RoundPart {
  const round: Record<string, unknown> = {};
  for (const [name, section] of parts.flatMap((part) => Object.entries(part))) {
    const isPart = typeof section === "object" && !Array.isArray(section);
    round[name] = isPart ? { ...(round[name] as object | undefined), ...section } : section;
  }
  return round as RoundPart;
}
