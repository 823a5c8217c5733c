/** redis-server as the bus of one service in one round: on a free port, writing nothing to the disk, measured from outside. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { PushbenchError } from "../../errors.js";
import { LOOPBACK } from "../../loopback.js";
import { MeasuredProcesses } from "../../machine/measured-processes.js";
import { freePort } from "../free-port.js";
import type { RedisInfo, RedisMeter } from "./redis.js";

const PROGRAM = "redis-server";
const LOOK_EVERY_MS = 10;
const READY_MS = 5_000;
const KEPT_OUTPUT_CHARS = 1_000;

/** Throws PushbenchError redis-missing where there is none. */
export function requireRedisServer(approaches: readonly string[], searched = process.env.PATH ?? ""): void {
  if (approaches.length === 0 || searched.split(path.delimiter).some(hasProgram)) return;
  throw new PushbenchError(
    "redis-missing",
    `There is no ${PROGRAM} in the PATH, and ${approaches.join(" and ")} needs it: what reaches one process of the service must reach recipients of the others.`,
    {
      hint: `Install it (Debian: apt-get install redis-server), or let the service be one process (--set approaches.${approaches[0]}.service.processes=1).`,
    },
  );
}

function hasProgram(folder: string): boolean {
  try {
    accessSync(path.join(folder, PROGRAM), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export class RedisServer {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #processes: MeasuredProcesses;
  #meter: RedisMeter | undefined;
  #output = "";
  #isEnding = false;

  private constructor(port: number, died: (how: string) => void) {
    this.port = port;
    const settings = { bind: LOOPBACK, port: String(port), save: "", appendonly: "no", loglevel: "warning" };
    const argv = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    // In the primary's process group: whoever ends that ends it as well.
    this.#child = spawn(PROGRAM, argv, { cwd: tmpdir(), stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.on("data", (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT_CHARS);
      });
    this.#child.on("error", ({ message }) => died(message));
    this.#child.on("exit", (code, signal) => {
      if (!this.#isEnding) died(`${signal ?? `exit code ${code}`}. ${this.#output}`.trim());
    });
    const { pid } = this.#child;
    this.#processes = new MeasuredProcesses(() => (pid === undefined ? [] : [pid]));
    this.#processes.find();
  }

  /** Resolves when it answers. `died` is told how it ended, unless it was asked to. */
  static async start(died: (how: string) => void): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), died);
    const { openMeter } = await import("./redis.js");
    const deadlineMs = performance.now() + READY_MS;
    for (;;) {
      try {
        server.#meter = await openMeter(server.port);
        return server;
      } catch (error) {
        if (performance.now() > deadlineMs) throw error;
        await setTimeout(LOOK_EVERY_MS);
      }
    }
  }

  get cpuNs(): number {
    return this.#processes.cpuNs;
  }

  get rssBytes(): number {
    return this.#processes.rssBytes;
  }

  info(): Promise<RedisInfo> {
    return this.#meter!.info();
  }

  /** At once, because this process itself is about to end. */
  kill(): void {
    this.#isEnding = true;
    this.#child.kill("SIGKILL");
  }

  /** Resolves when it is gone. It has nothing to write down. */
  async stop(): Promise<void> {
    const gone =
      this.#child.exitCode === null && this.#child.signalCode === null ? once(this.#child, "exit") : undefined;
    this.#meter?.close();
    this.kill();
    await gone;
  }
}
