/**
 * The keeper of a service that knows nothing of pushbench. It answers the bench's calls in the service's place and measures it from
 * outside. A command it also starts, and ends with it. Once the bench is gone, for whatever reason, the keeper ends the command, because
 * nobody else would. The keeper's work belongs to the harness, so it runs on the generators' CPUs; the command runs on the services'.
 */
import { monotonicNs } from "../clock.js";
import { noObservations } from "../collectors/observations.js";
import { serve } from "../processes/channel.js";
import { justBefore } from "../processes/slice-edge.js";
import { isStarted } from "../result/service-source.js";
import { announce } from "./announcement.js";
import { KeptCommand } from "./kept-command.js";
import { type KeeperMethods, takeSpec } from "./kept-service.js";
import { KeptUrl } from "./kept-url.js";
import type { StartRequest } from "./service-entry.js";
import { SERVICE_PROTOCOL } from "./service-protocol.js";

const spec = takeSpec();
const { service } = spec;
const kept = isStarted(service) ? new KeptCommand(spec, service, endLike) : new KeptUrl(spec, service);
let started: { request: StartRequest; url: string } | undefined;
let begun: { cpuNs: number | undefined; atNs: number } = { cpuNs: undefined, atNs: 0 };

/** The keeper ends in the same way as the command, so that the bench learns how the command ended. */
function endLike(code: number | null, signal: NodeJS.Signals | null): void {
  if (signal === null) process.exit(code ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** Undefined also where the service is gone: `end` says so. */
function cpuNsNow(): number | undefined {
  try {
    return kept.usage(false)?.cpuNs;
  } catch {
    return undefined;
  }
}

/** The sample of the slice so far. */
function sample(): { cpuNs?: number; elapsedNs: number } {
  const usage = kept.usage(true);
  const elapsedNs = monotonicNs() - begun.atNs;
  if (usage === undefined || begun.cpuNs === undefined) return { elapsedNs };
  return { cpuNs: Math.max(0, usage.cpuNs - begun.cpuNs), elapsedNs };
}

const cannot = (what: string) => (): never => {
  throw new Error(`a service of the user's own cannot ${what}`);
};

const methods: KeeperMethods = {
  protocol: () => SERVICE_PROTOCOL,

  async start(request) {
    const listening = await kept.start(request);
    started = { request, url: listening.url };
    return listening;
  },

  async subscribe(subscribers) {
    if (started === undefined) throw new Error("the service was never started");
    await announce(spec.name, started.request, started.url, subscribers);
  },

  /** Finds the processes that belong to the service now, so that what is read next counts them. */
  memory() {
    const usage = kept.usage(true);
    return usage === undefined ? {} : { rssBytes: usage.rssBytes };
  },

  /** Reads the processes that were found last. To look for more would take ms of the time before the slice. */
  begin({ startNs }) {
    justBefore(startNs, () => {
      begun = { cpuNs: cpuNsNow(), atNs: monotonicNs() };
    });
  },

  /** There is nothing to wait for: the generators have seen every acknowledgement and every delivery. */
  async end() {
    const counters = { bytesRead: 0, bytesWritten: 0, connectionsOpened: 0, connectionsOpen: 0 };
    return { observations: noObservations(), sample: sample(), counters, settled: true, outstanding: [] };
  },

  progress: () => ({ pending: 0, progress: 0 }),

  load: cannot("be given events to send"),
  publish: cannot("be told to send events"),
  misbehave: cannot("be told to misbehave"),
  close: () => kept.end(),
};

process.on("SIGTERM", () => {
  kept.abandon();
  process.exit(0);
});
serve(methods, () => kept.abandon());
