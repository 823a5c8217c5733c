/**
 * The keeper of a service that knows nothing of pushbench. It starts the user's command, answers the bench's calls in its place,
 * measures it from outside, and ends with it. Once the bench is gone, for whatever reason, the keeper ends the command, because
 * nobody else would. The keeper's work belongs to the harness, so it runs on the generators' CPUs; the command runs on the services'.
 */
import { monotonicNs } from "../clock.js";
import { noObservations } from "../collectors/observations.js";
import { ProcessGroup } from "../machine/process-group.js";
import { serve } from "../processes/channel.js";
import { justBefore } from "../processes/slice-edge.js";
import { type CommandSpec, endGroup, freePort, killGroup, listening, startCommand } from "./command-process.js";
import type { ServiceMethods } from "./service-entry.js";
import { SERVICE_PROTOCOL } from "./service-protocol.js";

/** The exit code of a shell that cannot run a program. */
const NOT_RUN = 127;

const spec = JSON.parse(process.argv[2]!) as CommandSpec;
const group = new ProcessGroup(process.pid);
let begun = { cpuNs: 0, atNs: 0 };
let isEnding = false;

/** The sample of the slice so far. */
function sample(): { cpuNs: number; elapsedNs: number } {
  return { cpuNs: Math.max(0, group.cpuNs - begun.cpuNs), elapsedNs: monotonicNs() - begun.atNs };
}

/** The keeper ends in the same way as the command, so that the bench learns how the command ended. */
function endLike(code: number | null, signal: NodeJS.Signals | null): void {
  if (isEnding) return;
  killGroup(group); // this ends what the command left behind
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

  /** Clients connect by themselves. Transports whose clients listen were refused before (arms/own-services.ts). */
  subscribe: () => {},

  /** Finds the processes that belong to the command now, so that what is read next counts them. */
  memory() {
    group.find();
    return { rssBytes: group.rssBytes };
  },

  /** Reads the processes that were found last. To look for more would take ms of the time before the slice. */
  begin({ startNs }) {
    justBefore(startNs, () => {
      begun = { cpuNs: group.cpuNs, atNs: monotonicNs() };
    });
  },

  /** There is nothing to wait for: the generators have seen every acknowledgement and every delivery. */
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
