/** A real nats-server on the loopback. Where there is none, tests are skipped with the reason, but never in CI. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { freePort } from "../../src/services/free-port.js";
import { until } from "../end-to-end/processes.js";

const program = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/sbin"]
  .map((folder) => path.join(folder, "nats-server"))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const MISSING = "there is no nats-server here (apt-get install nats-server)";

/** For `test(name, { skip }, …)`. */
export const skip: string | false = program === undefined && process.env.CI !== "true" ? MISSING : false;

export class NatsProcess {
  readonly url: string;
  readonly #command: readonly string[];
  #child: ChildProcess | undefined;

  /** `prefix`: what starts it in a network namespace. */
  constructor(port: number, { host = "127.0.0.1", prefix = [], argv = [] }: Place) {
    assert.ok(program !== undefined, MISSING);
    this.url = `nats://${host}:${port}`;
    this.#command = [...prefix, program, "-a", host, "-p", String(port), ...argv];
  }

  async start(): Promise<void> {
    const [file, ...argv] = this.#command;
    const child = spawn(file!, argv, { stdio: ["ignore", "ignore", "pipe"] });
    this.#child = child;
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    await until("nats-server is ready", () => /Server is ready/.test(said) || child.exitCode !== null, 10_000);
    assert.equal(child.exitCode, null, said);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }
}

export interface Place {
  host?: string;
  prefix?: readonly string[];
  /** Further options of it. */
  argv?: readonly string[];
}

/** It must be stopped after whoever is connected to it, who would wait for it otherwise. */
export async function startNats(place: Place = {}): Promise<NatsProcess> {
  const nats = new NatsProcess(await freePort(), place);
  await nats.start();
  return nats;
}
