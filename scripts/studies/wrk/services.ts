/** The services of this study: receivers of known capacity, and stacks. Each starts afresh, pinned to the services' CPUs. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { PushbenchError } from "../../../src/errors.js";
import { LOOPBACK } from "../../../src/loopback.js";
import { choosePinning, pinnedTo } from "../../../src/machine/cpu-pinning.js";
import { isStarted, type ServiceSource } from "../../../src/result/service-source.js";
import { freePort } from "../../../src/services/free-port.js";
import { acceptingHost } from "../../../src/services/origin.js";
import { type StackPlaces, stackOf } from "../../../src/stacks/stack-folders.js";
import type { Target } from "./target.js";

const READY_MS = 20_000;
const LOOK_EVERY_MS = 50;

export interface StudiedService {
  name: string;
  /** What a closed loop must come to where that is known. */
  requestsPerSecond?: number;
  command: string;
  cwd: string;
  env: Record<string, string>;
  path: string;
  secret?: string;
}

/** A turn takes so long by the service's own clock. */
export function ofKnownCapacity(turnUs: number): StudiedService {
  const program = fileURLToPath(new URL("./receiver.js", import.meta.url));
  return {
    name: `a turn takes ${turnUs} µs`,
    requestsPerSecond: 1e6 / turnUs,
    command: `exec "${process.execPath}" "${program}" ${turnUs}`,
    cwd: path.dirname(program),
    env: {},
    path: "/webhook",
  };
}

/** Only a stack that takes webhooks with Standard Webhooks' signature can be loaded by wrk here. */
export async function ofStack(name: string, places: StackPlaces): Promise<StudiedService> {
  const { approaches } = await stackOf(name, places);
  const {
    service,
    path: to,
    secret,
  } = (approaches.ingest ?? {}) as { service?: ServiceSource } & Record<string, unknown>;
  if (service === undefined || !isStarted(service) || typeof to !== "string" || !to.startsWith("/")) {
    throw new PushbenchError("usage", `--stacks: ${name} does not take webhooks.`);
  }
  const { command, cwd = ".", env = {} } = service;
  return { name, command: `exec ${command}`, cwd, env, path: to, ...(typeof secret === "string" && { secret }) };
}

/** Ends the service, however `work` ends. */
export async function withService<T>(service: StudiedService, work: (target: Target) => Promise<T>): Promise<T> {
  const pinning = choosePinning();
  const port = await freePort();
  const [file, ...argv] = pinnedTo(pinning.services, ["/bin/sh", "-c", service.command]);
  const child = spawn(file!, argv, {
    cwd: service.cwd,
    env: { ...process.env, ...service.env, PORT: String(port) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const gone = once(child, "exit");
  try {
    const signal = AbortSignal.timeout(READY_MS);
    while ((await acceptingHost([LOOPBACK], port)) === undefined) {
      signal.throwIfAborted();
      if (child.exitCode !== null) throw new Error(`${service.name} ended with exit code ${child.exitCode}`);
      await setTimeout(LOOK_EVERY_MS);
    }
    const { path: to, secret } = service;
    return await work({ port, pid: child.pid!, path: to, secret, generatorCpus: pinning.generators });
  } finally {
    child.kill("SIGKILL");
    await gone;
  }
}
