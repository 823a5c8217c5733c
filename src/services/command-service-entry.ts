/**
 * The keeper of a service that knows nothing of pushbench: starts the user's command, answers the bench's calls in its
 * place, measures it from outside, and ends with it. Once the bench is gone, in whatever way, so is the command: nobody else
 * would end it. Runs on the generators' CPUs, for it is the harness's work; the command runs on the services'.
 */
import { monotonicNs } from "../clock.js";
import { noObservations } from "../collectors/observations.js";
import { ProcessGroup } from "../machine/process-group.js";
import { serve } from "../processes/channel.js";
import { justBefore } from "../processes/slice-edge.js";
import { type CommandSpec, endGroup, freePort, killGroup, listening, startCommand } from "./command-process.js";
import type { ServiceMethods } from "./service-entry.js";
import { SERVICE_PROTOCOL } from "./service-protocol.js";

/** As a shell says it of a program that it cannot run. */
const NOT_RUN = 127;

const spec = JSON.parse(process.argv[2]!) as CommandSpec;
const group = new ProcessGroup(process.pid);
let begun = { cpuNs: 0, atNs: 0 };
let isEnding = false;

/** Of the slice so far. */
function sample(): { cpuNs: number; elapsedNs: number } {
  return { cpuNs: Math.max(0, group.cpuNs - begun.cpuNs), elapsedNs: monotonicNs() - begun.atNs };
}

/** The bench is to learn how the command ended, so the keeper ends the same way. */
function endLike(code: number | null, signal: NodeJS.Signals | null): void {
  if (isEnding) return;
  killGroup(group); // what it left behind
  if (signal === null) process.exit(code ?? NOT_RUN);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

const cannot = (what: string) => (): never => {
  throw new Error(`a service that was started by a command cannot ${what}`);
};

const methods: ServiceMethods = {
  protocol: () => SERVICE_PROTOCOL,

  async start(request) {
    const port = request.port || (await freePort());
    const child = startCommand(spec, { ...request, port });
    child.once("exit", endLike);
    child.once("error", (error) => {
      process.stderr.write(`${error.message}\n`, () => endLike(NOT_RUN, null));
    });
    await listening(port);
    group.find();
    return { port };
  },

  /** Clients connect by themselves; transports whose clients listen are refused before (arms/own-services.ts). */
  subscribe: () => {},

  /** Finds who belongs to it now, for what is read next. */
  memory() {
    group.find();
    return { rssBytes: group.rssBytes };
  },

  /** Reads those who were found last: looking for more would take ms of the time before the slice. */
  begin({ startNs }) {
    justBefore(startNs, () => {
      begun = { cpuNs: group.cpuNs, atNs: monotonicNs() };
    });
  },

  /** Nothing to wait for: the generators have seen every acknowledgement or delivery that there is to see. */
  async end() {
    group.find();
    const counters = { bytesRead: 0, bytesWritten: 0, connectionsOpened: 0, connectionsOpen: 0 };
    return { observations: noObservations(), sample: sample(), counters, settled: true, outstanding: [] };
  },

  progress: () => ({ pending: 0, progress: 0 }),

  load: cannot("be given events to send"),
  publish: cannot("be told to send events"),
  misbehave: cannot("be told to misbehave"),

  async close() {
    isEnding = true;
    await endGroup(group);
  },
};

function abandon(): void {
  isEnding = true;
  killGroup(group);
}

process.on("SIGTERM", () => {
  abandon();
  process.exit(0);
});
serve(methods, abandon);
