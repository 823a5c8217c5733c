/**
 * One round of the real bench: with services of known behaviour in place of the reference services, or with a tap on the
 * wire.
 */
import { fileURLToPath } from "node:url";
import type { BenchContext } from "../bench/context.js";
import { runRound } from "../bench/round.js";
import { planOfRound, windowPerClientOf } from "../bench/run-schedules.js";
import type { Arrivals } from "../executors/registry.js";
import type { Flow } from "../flow.js";
import { Histogram } from "../histogram.js";
import { choosePinning } from "../machine/cpu-pinning.js";
import type { ApproachRecord, ApproachRound } from "../result/result.js";
import type { Scenario } from "../scenario/load.js";
import { scenarioSchema } from "../scenario/schema.js";
import { securitiesOf } from "../services/securities.js";
import { type TransportName, transports } from "../transports/registry.js";
import { NS_PER_MS } from "../units.js";
import type { Behaviour } from "./behaviour.js";
import type { StudyRow } from "./study-row.js";

export interface Contestant {
  transport: TransportName;
  /** The events of a sender come in their order. */
  inOrder?: true;
  behaviour: Behaviour;
}

export interface Study {
  name: string;
  flow: Flow;
  /** Evenly spaced, so that the number of events and their phases are known, or a closed loop. */
  arrivals: Arrivals;
  /** Between clients and the reference services there is a tap; else services of known behaviour are measured, without one. */
  isTapped: boolean;
  run: { warmUpSeconds: number; measureSeconds: number; sliceSeconds: number; drainSeconds: number };
  contestants: Record<string, Contestant>;
  /** What was measured against what is known. */
  rows(measured: (contestant: string) => ApproachRound): StudyRow[] | Promise<StudyRow[]>;
}

export interface StudyRequest {
  generatorEntry: string;
  signal: AbortSignal;
  /** The tap's program; a study that needs it cannot be run without. */
  tap?: string | undefined;
}

export const evenly = (perSecond: number): Arrivals => ({ executor: "constant-arrival-rate", perSecond });

/** Each client has one other in its room, so that an event is one delivery. */
export const CLIENTS = 4;
const ROOM_SIZE = 2;
export const DATA_BYTES = 300;

const fileOf = (program: string): string => fileURLToPath(new URL(program, import.meta.url));

function entriesOf({ isTapped }: Study, { generatorEntry, tap }: StudyRequest): BenchContext["entries"] {
  if (!isTapped) return { service: fileOf("./service/entry.js"), generator: generatorEntry };
  if (tap === undefined) throw new Error("a study on the wire needs a tap");
  const relay = { entry: fileOf("./tap/entry.js"), argv: [tap] };
  return { service: fileOf("../services/service-entry.js"), generator: generatorEntry, relay };
}

export async function runStudy(study: Study, request: StudyRequest): Promise<StudyRow[]> {
  const scenario = await scenarioOf(study);
  const topology = { flow: scenario.flow, clients: scenario.clients, roomSize: scenario.roomSize ?? 1 };
  const context: BenchContext = {
    scenario,
    entries: entriesOf(study, request),
    generators: 1,
    port: 0,
    signal: request.signal,
    tell: () => {},
    topology,
    source: { template: "chat-message", seed: scenario.run.seed },
    pinning: choosePinning(),
    securities: await securitiesOf(scenario.approaches),
    windowPerClient: windowPerClientOf(scenario),
  };
  const round = await runRound(context, planOfRound(scenario, topology, 1));
  const measured = new Map(round.approaches.map((approach) => [approach.approach, approach]));
  return study.rows((contestant) => measured.get(contestant)!);
}

async function scenarioOf({ name, flow, arrivals, isTapped, run, contestants }: Study): Promise<Scenario> {
  const hasRooms = flow === "relay";
  const file = (await scenarioSchema()).parse({
    title: `Self-test: ${name}`,
    source: "Known by construction",
    flow,
    clients: CLIENTS,
    ...(hasRooms ? { rooms: { size: ROOM_SIZE } } : {}),
    arrivals,
    payload: { template: "chat-message", bytes: DATA_BYTES },
    run,
  });
  const approaches = await Promise.all(Object.entries(contestants).map(([name, one]) => approachOf(name, one)));
  const {
    rooms: _rooms,
    description: _description,
    use: _use,
    faults: _faults,
    network: _network,
    tls: _tls,
    ...record
  } = file;
  return {
    ...record,
    run: { ...file.run, ...run },
    name: "selftest",
    ...(hasRooms ? { roomSize: ROOM_SIZE } : {}),
    ...(isTapped ? { network: { roundTripMs: 0 } } : {}), // a place between clients and service
    approaches,
    file: "selftest",
  };
}

async function approachOf(name: string, { transport, inOrder, behaviour }: Contestant): Promise<ApproachRecord> {
  const part = await transports[transport].selftest();
  const config = (await transports[transport].config()).parse({ ...part.settings, ...(inOrder && part.inOrder) });
  return { name, transport, config: { ...config, behaviour } };
}

/** NaN when nothing was recorded: it agrees with no expectation. */
export const quantileMs = (encoded: string, quantile: number): number =>
  (Histogram.decode(encoded).quantileNs(quantile) ?? Number.NaN) / NS_PER_MS;
