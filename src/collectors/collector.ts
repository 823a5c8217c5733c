/**
 * A collector is told of every delivery of an approach in one round, and in the end returns its part of the round.
 */
import type { ProcessSample } from "../machine/process-self.js";
import type { ApproachRound } from "../result/result.js";
import type { HandshakeKind } from "../result/wire.js";
import type { Observations } from "./observations.js";
import type { GroupSample } from "./processes/group-sample.js";
import type { OutsideSample } from "./processes/process-sum.js";

/** A slice as it was played: events [from, to) of the schedule, whose due times count from `startNs`. */
export interface SliceRun {
  /** When the slice began, as an absolute time. */
  startNs: number;
  /** Where the slice begins in the window. */
  offsetNs: number;
  lengthNs: number;
  from: number;
  to: number;
}

/** The first delivery of an event to a recipient. Times are absolute. */
export interface Delivery {
  readonly event: number;
  readonly recipient: number;
  readonly dueNs: number;
  /** It is NaN when no process saw the event handed to a socket. A number keeps the record in one shape, and so cheap. */
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

/** A fault as it was played. Times are absolute. */
export interface FaultTimes {
  kind: string;
  beganNs: number;
  endedNs: number;
}

/** What the sockets of one process counted. */
interface WireCounters {
  bytesRead: number;
  bytesWritten: number;
  connectionsOpened: number;
  /** At the end of the slice. */
  connectionsOpen: number;
  /** Absent where the transport has none. */
  heartbeats?: number;
  /** Of encrypted connections: what was inside, and how those began that it opened, and that it accepted. */
  tls?: { plainBytesRead: number; plainBytesWritten: number; opened: Handshakes; accepted: Handshakes };
}

type Handshakes = Record<HandshakeKind, number>;

/** Everything that was seen of a slice. Collectors get it after they were told of its deliveries. */
export interface SliceEnd {
  run: SliceRun;
  /** How many first deliveries it had. */
  delivered: number;
  /** What all processes saw. */
  observations: readonly Observations[];
  /** What the service reported of itself, or what was seen of it from outside where it reports nothing. */
  service: ProcessSample | GroupSample | OutsideSample;
  /** The service processes that were killed in the slice. */
  killed: readonly OutsideSample[];
  /** One sample of each generator. */
  generators: readonly ProcessSample[];
  /** What was seen of the service from outside. It is undefined where it could not be read. */
  usage: { cpuNs: number; elapsedNs: number; rssBytes: number } | undefined;
  /** What the slice added to the counters of the clients' sockets, for each generator. */
  wire: readonly WireCounters[];
  faults: readonly FaultTimes[];
  /** How long the generators together took to prepare its events, before the first was due. */
  prepareNs: number;
  /** The deliveries of all slices so far that were never made. */
  missing(): Iterable<Missing>;
}

type Part<Section> = Section extends readonly unknown[] ? Section : Section extends object ? Partial<Section> : Section;

/** Sections of a round, or parts of them, because several collectors may fill one section. */
export type RoundPart = { [Name in keyof ApproachRound]?: Part<ApproachRound[Name]> };

export interface Collector {
  beginSlice?(run: SliceRun): void;
  /** Is called for each event that began. */
  begun?(event: number, dueNs: number, begunNs: number): void;
  /** Is called for each first delivery. The record is filled anew for the next one, so a collector copies what it keeps. */
  delivered?(delivery: Delivery): void;
  /**
   * Is called for each acknowledgement at the side where the event began: its sender saw it, or the service saw it from one
   * recipient. `client`: that sender or recipient.
   */
  acked?(event: number, dueNs: number, ackedNs: number, client: number): void;
  /** Is called for each connection for which an event waited where it began; `client` as in `acked`. */
  waited?(event: number, client: number, part: "connecting" | "handshaking", forNs: number): void;
  endSlice?(slice: SliceEnd): void;
  /** Is called after the last slice. What was not measured is absent. */
  sample?(): RoundPart;
}

/** Joins the parts of a round. Later parts add to the sections of earlier ones. */
export function merged(parts: readonly RoundPart[]): RoundPart {
  const round: Record<string, unknown> = {};
  for (const [name, section] of parts.flatMap((part) => Object.entries(part))) {
    const isPart = typeof section === "object" && !Array.isArray(section);
    round[name] = isPart ? { ...(round[name] as object | undefined), ...section } : section;
  }
  return round as RoundPart;
}
