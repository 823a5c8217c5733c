/** The fleet of the study, on this machine. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { freePort } from "../../../src/services/free-port.js";

export const PROGRAM = fileURLToPath(new URL("../../../src/main.js", import.meta.url));

/** A NATS server and workers, all on this machine. */
export class StudyFleet {
  readonly #folder = scratchFolder("fleet-cost");
  readonly #processes: ChildProcess[] = [];
  /** Of the NATS server. */
  url = "";
  tokenFile = "";
  readonly workers: number;

  constructor(workers: number) {
    this.workers = workers;
  }

  /** `cpus`: those on which local generators would run. Nothing happens if it was started before. */
  async start(cpus: readonly number[]): Promise<void> {
    if (this.#processes.length > 0) return;
    this.url = `nats://127.0.0.1:${await freePort()}`;
    this.tokenFile = path.join(this.#folder.path, "fleet.token");
    writeFileSync(this.tokenFile, randomBytes(32).toString("hex"), { mode: 0o600 });
    await this.#begin("nats-server", ["-a", "127.0.0.1", "-p", new URL(this.url).port], "stderr", /Server is ready/);
    const pinned = cpus.length === 0 ? [] : ["--cpus", cpus.join(",")];
    for (let i = 1; i <= this.workers; i++) {
      const named = ["--nats", this.url, "--name", `w${i}`, "--token-file", this.tokenFile];
      await this.#begin(process.execPath, [PROGRAM, "worker", ...named, ...pinned], "stdout", /waits for runs/);
    }
  }

  /** Of the command line of a bench that is to use it. */
  get options(): string[] {
    return ["--fleet", this.url, "--workers", `${this.workers}`, "--fleet-token-file", this.tokenFile];
  }

  async stop(): Promise<void> {
    for (const child of this.#processes.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    this.#folder.remove();
  }

  async #begin(program: string, argv: string[], says: "stdout" | "stderr", ready: RegExp): Promise<void> {
    const child = spawn(program, argv, { stdio: ["ignore", "pipe", "pipe"] });
    this.#processes.push(child);
    child[says === "stdout" ? "stderr" : "stdout"]!.resume();
    const lines = createInterface(child[says]!);
    await new Promise<void>((resolve, reject) => {
      lines.on("line", (line) => ready.test(line) && resolve());
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`${program} ended with exit code ${code}`)));
    });
  }
}
