/**
 * Everything about a round's events is decided here, before the run: when they are due, who sends them, and how large they
 * are.
 */
import { createHash } from "node:crypto";
import { countWhile } from "../binary-search.js";
import { type PayloadBytes, payloadSizeSampler } from "../events/payload-size.js";
import { SERVICE, type Topology } from "../flow.js";
import { seededRandom } from "../random.js";
import { type Arrivals, executorOf } from "./registry.js";
import { evenly, skewed } from "./sender-sampler.js";

/** A schedule: every event of one round's window. The seed decides it before the run, and it is the same for every approach. */
export interface Schedule {
  /** When each event is due, in ns from the start of the window, ascending. It is empty in a closed loop. */
  dueNs: Float64Array;
  /** The client that sends each event, or SERVICE (−1) when the event begins in the service. It is empty in a closed loop. */
  sender: Int32Array;
  /**
   * The size of each event's `data` member in bytes. In a closed loop the sizes repeat: event i has size i modulo their
   * number.
   */
  payloadBytes: Int32Array;
}

export interface ScheduleRequest {
  arrivals: Arrivals;
  topology: Topology;
  payloadBytes: PayloadBytes;
  /** How much more some clients send than others (sender-sampler.ts). Absent: all send as much. */
  senderSkew?: number | undefined;
  windowNs: number;
  seed: number;
}

/** Nobody knows beforehand how many events a closed loop has, so its sizes repeat after this many. */
const CLOSED_LOOP_SIZES = 65_536;

/**
 * The function is pure: the same request gives the same schedule. Due times, senders and sizes have random streams of their own, so
 * that another rate leaves the sizes as they are, and other sizes leave the due times as they are.
 */
export function buildSchedule({ arrivals, windowNs, ...whom }: ScheduleRequest): Schedule {
  const executor = executorOf(arrivals);
  if (executor.loop === "open")
    return scheduleDueAt(executor.dueTimesNs(arrivals, windowNs, seededRandom(whom.seed, "arrivals")), whom);
  const { payloadBytes, seed } = whom;
  return {
    dueNs: new Float64Array(0),
    sender: drawSenders(whom, 0),
    payloadBytes: drawSizes(payloadBytes, CLOSED_LOOP_SIZES, seed),
  };
}

/** The schedule of events that are due at these times. */
export function scheduleDueAt(
  dueNs: Float64Array,
  whom: Pick<ScheduleRequest, "topology" | "payloadBytes" | "senderSkew" | "seed">,
): Schedule {
  return {
    dueNs,
    sender: drawSenders(whom, dueNs.length),
    payloadBytes: drawSizes(whom.payloadBytes, dueNs.length, whom.seed),
  };
}

function drawSenders(
  { topology, senderSkew, seed }: Pick<ScheduleRequest, "topology" | "senderSkew" | "seed">,
  events: number,
): Int32Array {
  const sender = new Int32Array(events);
  if (topology.flow === "broadcast") return sender.fill(SERVICE);
  const random = seededRandom(seed, "senders");
  const senders = sendingClients(topology);
  const sample = senderSkew === undefined ? evenly(senders) : skewed(senders, senderSkew);
  for (let event = 0; event < events; event++) sender[event] = sample(random);
  return sender;
}

/** Clients 0 … n − 1 send. A client that is alone in its room has nobody to send to, and only the last client can be alone. */
function sendingClients({ flow, clients, roomSize }: Topology): number {
  if (flow !== "relay") return clients;
  if (roomSize < 2 || clients < 2) throw new RangeError("relay needs a room with two members");
  return clients % roomSize === 1 ? clients - 1 : clients;
}

function drawSizes(config: PayloadBytes, events: number, seed: number): Int32Array {
  const random = seededRandom(seed, "payload sizes");
  const sample = payloadSizeSampler(config);
  const payloadBytes = new Int32Array(events);
  for (let event = 0; event < events; event++) payloadBytes[event] = sample(random);
  return payloadBytes;
}

/** The events that are due in [fromNs, toNs), as numbers `from` (inclusive) to `to` (exclusive). */
export function eventsBetween({ dueNs }: Schedule, fromNs: number, toNs: number): { from: number; to: number } {
  const dueBefore = (atNs: number): number => countWhile(dueNs, (oneNs) => oneNs < atNs);
  return { from: dueBefore(fromNs), to: dueBefore(toNs) };
}

/**
 * SHA-256 in hex over the schedules of all rounds and a salt (the template and whatever else decides the events' bytes). Every
 * array is preceded by its length, so two different runs never feed the hash the same bytes.
 */
export function scheduleFingerprint(parts: Iterable<Schedule>, salt: string): string {
  const hash = createHash("sha256").update(`${Buffer.byteLength(salt)}:${salt}`);
  for (const { dueNs, sender, payloadBytes } of parts) {
    for (const array of [dueNs, sender, payloadBytes]) hash.update(`${array.length}:`).update(array);
  }
  return hash.digest("hex");
}
