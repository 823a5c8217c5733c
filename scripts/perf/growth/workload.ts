/** The run that is planned, taken in and reported at each size: a shipped scenario, longer or with more clients. */
import { fileURLToPath } from "node:url";
import type { Topology } from "../../../src/flow.js";
import { selectApproaches } from "../../../src/scenario/approaches.js";
import { loadScenario, type Scenario } from "../../../src/scenario/load.js";
import { transports, transportsPlaying } from "../../../src/transports/registry.js";

/** One size of a run. Events are those of a round, on average. */
export interface Size {
  /** A shipped scenario, which says where events begin and how large they are. */
  scenario: string;
  events: number;
  clients: number;
}

export const ROUNDS = 6;
/** More events are a longer round at this rate, as they are for whoever plays longer. */
const EVENTS_PER_SECOND = 2_000;

const directory = fileURLToPath(new URL("../../../../scenarios", import.meta.url));

/** The scenario of that size, with one approach of each transport that can play it. */
export async function scenarioOf(
  { scenario, events, clients }: Size,
  eventsPerSecond = EVENTS_PER_SECOND,
): Promise<Scenario> {
  const settings = {
    "arrivals.perSecond": eventsPerSecond,
    "run.measureSeconds": events / eventsPerSecond,
    "run.sliceSeconds": 1,
    "run.rounds": ROUNDS,
  };
  const overrides = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  // The clients are set here, because planning and reporting are measured beyond what one machine can connect.
  const loaded = { ...(await loadScenario(scenario, { directories: [directory], overrides })), clients };
  const names = transportsPlaying(loaded.flow).map((name) => Object.keys(transports[name].approaches)[0]!);
  return selectApproaches(loaded, names);
}

export const topologyOf = ({ flow, clients, roomSize }: Scenario): Topology => ({
  flow,
  clients,
  roomSize: roomSize ?? 1,
});
