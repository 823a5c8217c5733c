/** A round of `chat` by a worker on this machine, over a NATS server of its own, and one by a local generator, in an order that is drawn for each pair. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { PushbenchError } from "../../../src/errors.js";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { seededRandom } from "../../../src/random.js";
import { readResult } from "../../../src/reporters/read-result.js";
import { tabulate } from "../../../src/reporters/tables.js";
import type { Result } from "../../../src/result/result.js";
import { freePort } from "../../../src/services/free-port.js";
import { shuffle } from "../../../src/shuffle.js";
import type { PairedRound } from "../paired-table.js";

export type Metric =
  | "generatorCpuRatio"
  | "latenessP50Ns"
  | "latenessP99Ns"
  | "serviceCpuUsPerDelivery"
  | "latencyP50Ns"
  | "latencyP99Ns";

/** A record, so that none can be forgotten where a round is read. */
const METRICS: Record<Metric, true> = {
  generatorCpuRatio: true,
  latenessP50Ns: true,
  latenessP99Ns: true,
  serviceCpuUsPerDelivery: true,
  latencyP50Ns: true,
  latencyP99Ns: true,
};

export interface PlayedPair {
  pair: number;
  fleet: PairedRound<Metric>;
  local: PairedRound<Metric>;
}

const PROGRAM = fileURLToPath(new URL("../../../src/main.js", import.meta.url));
const SETTINGS = ["run.rounds=1", "run.measureSeconds=4"].flatMap((setting) => ["--set", setting]);

/** A NATS server and a worker, both on this machine. `cpus`: on those on which a local generator would run. */
export class FleetOfOne {
  readonly #folder = scratchFolder("fleet-cost");
  readonly #processes: ChildProcess[] = [];
  options: string[] = [];

  async start(cpus: readonly number[]): Promise<void> {
    const url = `nats://127.0.0.1:${await freePort()}`;
    const port = new URL(url).port;
    await this.#begin("nats-server", ["-a", "127.0.0.1", "-p", port], "stderr", /Server is ready/);
    const tokenFile = path.join(this.#folder.path, "fleet.token");
    writeFileSync(tokenFile, randomBytes(32).toString("hex"));
    const pinned = cpus.length === 0 ? [] : ["--cpus", cpus.join(",")];
    const argv = [PROGRAM, "worker", "--nats", url, "--name", "a", "--token-file", tokenFile, ...pinned];
    await this.#begin(process.execPath, argv, "stdout", /waits for runs/);
    this.options = ["--fleet", url, "--workers", "1", "--fleet-token-file", tokenFile];
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

export async function playPair(pair: number, { options }: FleetOfOne): Promise<PlayedPair> {
  const order = [true, false];
  shuffle(order, seededRandom(pair, "order of a pair"));
  const played = new Map<boolean, PairedRound<Metric>>();
  for (const isFleet of order) played.set(isFleet, await playRound(pair, isFleet ? options : []));
  return { pair, fleet: played.get(true)!, local: played.get(false)! };
}

/** Throws PushbenchError where the bench did not end well. */
async function playRound(seed: number, fleet: readonly string[]): Promise<PairedRound<Metric>> {
  const folder = scratchFolder("fleet-cost");
  try {
    const out = path.join(folder.path, "out");
    const argv = ["bench", "chat", ...SETTINGS, "--set", `run.seed=${seed}`, "--out", out, ...fleet];
    const child = spawn(process.execPath, [PROGRAM, ...argv], { stdio: ["ignore", "ignore", "inherit"] });
    const [exitCode] = (await once(child, "exit")) as [number | null];
    if (exitCode !== 0) throw new PushbenchError("usage", `A bench of this study ended with exit code ${exitCode}.`);
    return roundOf(await readResult(path.join(out, "result.json")));
  } finally {
    folder.remove();
  }
}

/** Whether others took the CPUs is not looked for on a fleet, so it is known of the local round alone. */
function roundOf(result: Result): PairedRound<Metric> {
  const metrics = Object.keys(METRICS) as Metric[];
  return Object.fromEntries(
    tabulate(result).summary.map((row) => [
      row.approach,
      {
        isDisturbed: row.generatorVerdict === "disturbed",
        ...Object.fromEntries(metrics.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]]))),
      },
    ]),
  );
}
