/** One round of the real bench, with services of known behaviour in place of the reference services. */
import { fileURLToPath } from "node:url";
import type { BenchContext } from "../bench/context.js";
import { choosePinning } from "../bench/cpu-pinning.js";
import { runRound } from "../bench/round.js";
import { planOfRound } from "../bench/run-schedules.js";
import { Histogram } from "../histogram.js";
import type { ApproachRecord, ApproachRound } from "../result.js";
import type { Scenario } from "../scenario/load.js";
import { scenarioSchema } from "../scenario/schema.js";
import { type TransportName, transports } from "../transports/registry.js";
import { NS_PER_MS } from "../units.js";
import type { Behaviour } from "./behaviour.js";
import type { Row } from "./row.js";

export interface Contestant {
  transport: TransportName;
  settings?: Record<string, unknown>;
  behaviour: Behaviour;
}

export interface Study {
  name: string;
  /** Evenly spaced, so that the number of events and their phases are known. */
  eventsPerSecond: number;
  run: { warmUpSeconds: number; measureSeconds: number; sliceSeconds: number; drainSeconds: number };
  contestants: Record<string, Contestant>;
  /** What was measured against what is known. */
  rows(measured: (contestant: string) => ApproachRound): Row[];
}

export interface StudyRequest {
  generatorEntry: string;
  signal: AbortSignal;
}

/** Each client has one other in its room, so that an event is one delivery. */
export const CLIENTS = 4;
const ROOM_SIZE = 2;
export const DATA_BYTES = 300;

const serviceEntry = fileURLToPath(new URL("./service/entry.js", import.meta.url));

export async function runStudy(study: Study, { generatorEntry, signal }: StudyRequest): Promise<Row[]> {
  const scenario = await scenarioOf(study);
  const topology = { flow: scenario.flow, clients: scenario.clients, roomSize: ROOM_SIZE };
  const context: BenchContext = {
    scenario,
    entries: { service: serviceEntry, generator: generatorEntry },
    generators: 1,
    port: 0,
    signal,
    topology,
    source: { template: "chat-message", seed: scenario.run.seed },
    pinning: choosePinning(),
    windowPerClient: undefined,
  };
  const round = await runRound(context, planOfRound(scenario, topology, 1), () => {});
  const measured = new Map(round.approaches.map((approach) => [approach.approach, approach]));
  return study.rows((contestant) => measured.get(contestant)!);
}

async function scenarioOf({ name, eventsPerSecond, run, contestants }: Study): Promise<Scenario> {
  const file = (await scenarioSchema()).parse({
    title: `Self-test: ${name}`,
    source: "Known by construction",
    flow: "relay",
    clients: CLIENTS,
    rooms: { size: ROOM_SIZE },
    arrivals: { executor: "constant-arrival-rate", perSecond: eventsPerSecond },
    payload: { template: "chat-message", bytes: DATA_BYTES },
    run,
  });
  const approaches = await Promise.all(Object.entries(contestants).map(([name, one]) => approachOf(name, one)));
  const { rooms: _rooms, description: _description, faults: _faults, network: _network, ...record } = file;
  return {
    ...record,
    run: { ...file.run, ...run },
    name: "selftest",
    roomSize: ROOM_SIZE,
    approaches,
    file: "selftest",
  };
}

async function approachOf(name: string, { transport, settings = {}, behaviour }: Contestant): Promise<ApproachRecord> {
  const unsigned = transport === "webhook" ? { signature: "none" } : {};
  const config = (await transports[transport].config()).parse({ ...unsigned, ...settings });
  return { name, transport, config: { ...config, behaviour } };
}

/** NaN when nothing was recorded: it agrees with no expectation. */
export const quantileMs = (encoded: string, quantile: number): number =>
  (Histogram.decode(encoded).quantileNs(quantile) ?? Number.NaN) / NS_PER_MS;
