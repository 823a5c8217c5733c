/** Connects the clients of an approach stage by stage: so many at a time as the service's queue holds, and never in silence. */

import { monotonicNs } from "../../clock.js";
import { PushbenchError } from "../../errors.js";
import type { Topology } from "../../flow.js";
import type { GeneratorMethods } from "../../generators/generator-entry.js";
import { acceptQueueLength, outOfPorts } from "../../machine/ports.js";
import type { CalledProcess } from "../../processes/called-process.js";
import { addressOf, type ConnectingSample } from "../../result/result.js";
import { concurrently } from "../../transports/concurrently.js";
import type { Subscriber } from "../../transports/transport.js";
import { NS_PER_MS } from "../../units.js";
import type { ApproachRun } from "../approach-run.js";
import { connectStages } from "../connect-stages.js";
import type { RunListener } from "../run-events.js";
import { ConnectingCourse } from "./connecting-course.js";

/** Clients that a generator is told to connect in one call. They are told of when it has answered. */
const CLIENTS_PER_CALL = 256;
/** How many connections a generator has under way at the same time: each transport's clients keep to that. */
const UNDER_WAY_PER_GENERATOR = 64;
/**
 * The limit is for a generator that hangs: it gives up a connection by itself that does not open. Of 256 clients, 64 at a time, each
 * may take the 10 s of its own limit, and the handshake of TLS comes on top.
 */
const CALL_MS = 180_000;
const TELL_EVERY_NS = 500 * NS_PER_MS;

export interface Connecting {
  run: ApproachRun;
  topology: Topology;
  /** For each generator, the clients that it plays. */
  segments: readonly (readonly number[])[];
  generators: readonly CalledProcess<GeneratorMethods>[];
  round: number;
  tell: RunListener;
}

export interface Connected {
  sample: ConnectingSample;
  /** One of the clients that listen. */
  listener: Subscriber | undefined;
}

/** Memory is read after each stage. */
export async function connectClients(connecting: Connecting): Promise<Connected> {
  const { run, segments } = connecting;
  const course = new ConnectingCourse();
  const tell = teller(connecting, course);
  let listener: Subscriber | undefined;
  for (const stage of connectStages(segments)) {
    const startedNs = monotonicNs();
    const listening = stage.map((): Subscriber[] => []);
    await concurrently(generatorsAtOnce(), stage.entries(), async ([g, clients]) => {
      for (let first = 0; first < clients.length; first += CLIENTS_PER_CALL) {
        const some = clients.slice(first, first + CLIENTS_PER_CALL);
        const { subscribers, ...times } = await open(connecting, g, some);
        listening[g]!.push(...subscribers);
        course.opened(some.length, times);
        tell();
      }
    });
    // The service is told in the order of the clients, whichever generator was the first.
    for (const subscribers of listening) {
      listener ??= subscribers[0];
      await run.service.subscribe(run.relay ? await run.relay.inFrontOf(subscribers) : subscribers);
    }
    course.took(monotonicNs() - startedNs);
    await run.measureIdleMemory(course.clients);
  }
  return { sample: course.sample(), listener };
}

/** What does not fit into the queue of a service that listens is dropped, and tried again only a second later. */
const generatorsAtOnce = (): number => Math.max(1, Math.floor(acceptQueueLength() / UNDER_WAY_PER_GENERATOR));

/** Tells how far it is, if it takes longer than a moment. */
function teller({ run, round, topology, tell }: Connecting, course: ConnectingCourse): () => void {
  let toldNs = monotonicNs();
  return () => {
    const nowNs = monotonicNs();
    if (nowNs - toldNs < TELL_EVERY_NS) return;
    toldNs = nowNs;
    const { clients: connected } = course;
    const address = addressOf(run.setting.approach);
    tell({ type: "clients-connected", round, ...address, connected, clients: topology.clients });
  };
}

async function open({ run, topology, generators }: Connecting, g: number, clients: number[]) {
  const { label: approach } = run;
  try {
    return await generators[g]!.call("open", { approach, clients }, CALL_MS);
  } catch (cause) {
    if (cause instanceof PushbenchError) throw cause;
    throw connectFailed(approach, topology, cause, run.service.isOwn);
  }
}

function connectFailed(approach: string, topology: Topology, cause: unknown, isOwn: boolean): PushbenchError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const hint =
    code === "EMFILE" || code === "ENFILE"
      ? "The process ran out of open files: raise the limit (ulimit -n) or lower --set clients."
      : code === "EADDRNOTAVAIL"
        ? outOfPorts()
        : isOwn
          ? "docs/own-service.md says what it must speak; --approaches leaves out what it does not."
          : "Look at the service's settings under approaches in the scenario.";
  return new PushbenchError(
    "connect-failed",
    `${topology.clients} clients could not connect by ${approach}: ${message}`,
    { hint, cause },
  );
}
