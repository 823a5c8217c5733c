/** Checks that no single value allows: whether values go together, and whether the whole can be run at all. */
import { type ExecutorName, executorNames, executorOf, executors, haveEvents } from "../executors/registry.js";
import { type Fault, lastsUntilSeconds, obstacle, takesProcess } from "../faults/registry.js";
import { deliveriesPerEvent, SERVICE, type Topology } from "../flow.js";
import { pacingNames } from "../pacing.js";
import { cardOf } from "../transports/registry.js";
import { secondsToNs } from "../units.js";
import type { Issue } from "./explain.js";
import type { ScenarioFile } from "./schema.js";

/** The due times of a round are kept in memory, with 16 bytes per event in each process. */
export const MAX_EVENTS_PER_ROUND = 50_000_000;
/** The reconciliation keeps up to 9 bytes per delivery. */
export const MAX_DELIVERIES_PER_ROUND = 100_000_000;

/** The limit for all clients of a closed loop together, because each event in flight is remembered. */
export const MAX_EVENTS_IN_FLIGHT = 1_000_000;

/**
 * The argument has only the valid fields of a file (an invalid one is not `in` it), so that one wrong value does not hide
 * what else is wrong.
 */
export function crossChecks(scenario: Partial<ScenarioFile>): Issue[] {
  return [
    ...roomIssues(scenario),
    ...senderIssues(scenario),
    ...approachIssues(scenario),
    ...executorIssues(scenario),
    ...idleIssues(scenario),
    ...timeIssues(scenario),
    ...faultIssues(scenario),
    ...pacingIssues(scenario),
    ...sizeIssues(scenario),
  ];
}

function* roomIssues(scenario: Partial<ScenarioFile>): Iterable<Issue> {
  const { flow, clients, rooms } = scenario;
  if (flow === undefined) return;
  if (flow !== "relay") {
    if (rooms) yield issue("rooms", `is for flow relay only, and this is flow ${flow}: take it out (--set rooms=null)`);
    return;
  }
  if (!rooms && "rooms" in scenario)
    yield issue("rooms", "is missing: flow relay needs it, for example rooms: { size: 10 }");
  if (clients === undefined) return;
  if (clients < 2) yield issue("clients", `must be at least 2 in flow relay, got ${clients}`);
  else if (rooms && rooms.size > clients) {
    yield issue("rooms.size", `must be at most the number of clients (${clients}), got ${rooms.size}`);
  }
}

function* senderIssues({ flow, senders, arrivals }: Partial<ScenarioFile>): Iterable<Issue> {
  if (!senders) return;
  const why =
    flow === "broadcast"
      ? "in flow broadcast all events begin in the service"
      : arrivals !== undefined && isClosed(arrivals.executor)
        ? `with ${arrivals.executor} every client sends as fast as it can`
        : undefined;
  if (why !== undefined) yield issue("senders", `must be left out, because ${why} (--set senders=null)`);
}

function* approachIssues({ flow, approaches = {} }: Partial<ScenarioFile>): Iterable<Issue> {
  if (flow === undefined) return;
  for (const [name, approach] of Object.entries(approaches)) {
    const why = approach && cardOf(approach.transport).cannotPlay?.[flow];
    if (why) yield issue(`approaches.${name}`, `cannot play flow ${flow}: ${why}`);
  }
}

function* executorIssues({ flow, arrivals, guarantee, objectives }: Partial<ScenarioFile>): Iterable<Issue> {
  if (arrivals === undefined || !isClosed(arrivals.executor)) return;
  if (objectives?.jitterP99Ms !== undefined) {
    const why = `with ${arrivals.executor} nothing is due, so no gap between two events is uneven`;
    yield issue("objectives.jitterP99Ms", `must be left out, because ${why} (--set objectives.jitterP99Ms=null)`);
  }
  if (guarantee === "at-most-once") {
    yield issue(
      "guarantee",
      `must be at-least-once with ${arrivals.executor}: the next event begins when one is acknowledged`,
    );
  }
  if (flow === undefined || flow === "ingest") return;
  const open = executorNames.filter((name) => !isClosed(name));
  yield issue(
    "arrivals.executor",
    `${arrivals.executor} works with flow ingest only, and this is flow ${flow}: must be one of ${open.join(", ")}`,
  );
}

/** Objectives and faults are judged by deliveries, and what was not measured never passes. */
function* idleIssues({ arrivals, objectives = {}, faults = [] }: Partial<ScenarioFile>): Iterable<Issue> {
  if (arrivals === undefined || haveEvents(arrivals)) return;
  const why = `is judged by deliveries, and arrivals of executor ${arrivals.executor} have no events: take it out`;
  for (const objective of Object.keys(objectives))
    yield issue(`objectives.${objective}`, `${why} (--set objectives={})`);
  for (const i of faults.keys()) yield issue(`faults.${i}.kind`, `${why} (--set faults=[])`);
}

function* timeIssues({ run, faults }: Partial<ScenarioFile>): Iterable<Issue> {
  if (run?.sliceSeconds === undefined) return;
  const { sliceSeconds, measureSeconds } = run;
  if (sliceSeconds > measureSeconds)
    yield issue("run.sliceSeconds", `must be at most measureSeconds (${measureSeconds}), got ${sliceSeconds}`);
  else if (faults?.length && sliceSeconds < measureSeconds) {
    const why = "with faults each approach has its turn in one piece";
    yield issue(
      "run.sliceSeconds",
      `must be left out or measureSeconds (${measureSeconds}), got ${sliceSeconds}: ${why}`,
    );
  }
}

function* faultIssues({ flow, run, faults = [] }: Partial<ScenarioFile>): Iterable<Issue> {
  for (const [i, fault] of faults.entries()) {
    const reason = flow && obstacle(fault, flow);
    if (reason !== undefined)
      yield issue(`faults.${i}.kind`, `${fault.kind} cannot be played in flow ${flow}: ${reason}`);
    if (run !== undefined && lastsUntilSeconds(fault) >= run.measureSeconds) {
      const [until, end] = [lastsUntilSeconds(fault), run.measureSeconds];
      yield issue(
        `faults.${i}.atSeconds`,
        `the fault must be over before run.measureSeconds (${end}), or nobody sees the recovery; it lasts until ${until}`,
      );
    }
    const other = faults.slice(0, i).find((earlier) => clash(earlier, fault));
    if (other !== undefined)
      yield issue(
        `faults.${i}.atSeconds`,
        `must be outside the ${other.kind} at ${other.atSeconds} s: they would overlap`,
      );
  }
}

/** One kind twice at a time, and two that both take the process itself. */
function clash(a: Fault, b: Fault): boolean {
  const together = a.kind === b.kind || (takesProcess(a) && takesProcess(b));
  return together && a.atSeconds <= lastsUntilSeconds(b) && b.atSeconds <= lastsUntilSeconds(a);
}

function* pacingIssues({ flow, run }: Partial<ScenarioFile>): Iterable<Issue> {
  if (flow !== "broadcast" || run?.pacing !== "spin") return;
  const others = pacingNames.filter((name) => name !== "spin");
  yield issue(
    "run.pacing",
    `spin would take a core of the service, in which the events of a broadcast begin: must be one of ${others.join(", ")}`,
  );
}

/** Uses expected counts and builds no schedule, because validation must be instant however large the scenario is. */
function* sizeIssues({ flow, clients, rooms, arrivals, run }: Partial<ScenarioFile>): Iterable<Issue> {
  if (arrivals === undefined || run === undefined) return;
  const executor = executorOf(arrivals);
  if (executor.loop === "closed") {
    const inFlight = (clients ?? 1) * executor.windowPerClient(arrivals);
    if (inFlight <= MAX_EVENTS_IN_FLIGHT) return;
    const [many, most] = [count(inFlight), count(MAX_EVENTS_IN_FLIGHT)];
    yield issue("arrivals.windowPerClient", `makes ${many} events in flight, more than ${most}: lower it or clients`);
    return;
  }
  const events = executor.expectedEvents(arrivals, secondsToNs(run.measureSeconds));
  if (events > MAX_EVENTS_PER_ROUND) {
    const [many, most] = [count(events), count(MAX_EVENTS_PER_ROUND)];
    yield issue(
      "arrivals",
      `makes some ${many} events a round, more than ${most}: lower the rate or run.measureSeconds`,
    );
    return;
  }
  if (flow === undefined || clients === undefined || (flow === "relay" && !rooms)) return;
  const topology: Topology = { flow, clients, roomSize: rooms?.size ?? 1 };
  const deliveries = events * deliveriesPerEvent(topology, flow === "broadcast" ? SERVICE : 0);
  if (deliveries > MAX_DELIVERIES_PER_ROUND) {
    const [many, most] = [count(deliveries), count(MAX_DELIVERIES_PER_ROUND)];
    yield issue(
      "arrivals",
      `makes some ${many} deliveries a round, more than ${most}: lower the rate, run.measureSeconds, clients or rooms.size`,
    );
  }
}

const isClosed = (executor: ExecutorName): boolean => executors[executor].loop === "closed";

const issue = (path: string, message: string): Issue => ({ path: path.split("."), message });
const count = (value: number): string => Math.round(value).toLocaleString("en-US");
