/** Workers and runs of a fleet as a user starts them, on this machine. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TestContext } from "node:test";
import type { ApproachRound } from "../../../src/result/result.js";
import { childrenOf, isAlive, scratchFolder, until } from "../../end-to-end/processes.js";
import { type StartedRun, start } from "../../end-to-end/started-run.js";
import { type NatsProcess, type Place, startNats } from "../../fleet/nats-process.js";

export interface FleetOfTest {
  nats: NatsProcess;
  tokenFile: string;
  /** Options of bench. */
  options(workers: number, ...more: string[]): string[];
  worker(name: string, ...more: string[]): Promise<StartedRun>;
  /** `prefix`: what starts it in namespaces of its own. */
  workerIn(prefix: string[], name: string, ...more: string[]): Promise<StartedRun>;
  /** It reaches NATS by another address than everybody else. */
  workerVia(url: string, prefix: string[], name: string, ...more: string[]): Promise<StartedRun>;
}

/** `place`: where nats-server runs. */
export async function fleetOfTest(context: TestContext, place: Place = {}): Promise<FleetOfTest> {
  const nats = await startNats(place);
  const workers: StartedRun[] = [];
  context.after(async () => {
    await Promise.all(workers.map(ended));
    await nats.stop();
  });
  const tokenFile = path.join(scratchFolder(context), "fleet.token");
  writeFileSync(tokenFile, "a-token-that-nobody-guesses-ever\n", { mode: 0o600 });
  const fleet: FleetOfTest = {
    nats,
    tokenFile,
    options: (workers, ...more) => [
      ...["--fleet", nats.url, "--workers", String(workers), "--fleet-token-file", tokenFile],
      ...more,
    ],
    worker(name, ...more) {
      return fleet.workerIn([], name, ...more);
    },
    workerIn(prefix, name, ...more) {
      return fleet.workerVia(nats.url, prefix, name, ...more);
    },
    async workerVia(url, prefix, name, ...more) {
      const argv = ["worker", "--nats", url, "--name", name, "--token-file", tokenFile, ...more];
      const worker = start(argv, { prefix });
      workers.push(worker);
      await until(`worker ${name} waits`, () => /waits for runs/.test(worker.output) || worker.ended);
      assert.ok(!worker.ended, worker.output);
      return worker;
    },
  };
  return fleet;
}

async function ended(worker: StartedRun): Promise<void> {
  worker.child.kill("SIGCONT");
  worker.child.kill("SIGTERM");
  // What has put it into a namespace of its own hands no signal on.
  for (const pid of childrenOf(worker.child.pid!)) if (programOf(pid).includes("main.js")) process.kill(pid, "SIGTERM");
  await until("the worker has ended", () => worker.ended, 10_000).catch(() => worker.child.kill("SIGKILL"));
  await worker.exited;
}

/** The pid of the generator that a worker has started. A shell that outlives the worker is another child. */
export const generatorsOf = ({ child }: StartedRun): number[] =>
  childrenOf(child.pid!).filter((pid) => isAlive(pid) && programOf(pid).includes("generator-entry"));

export function programOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

export function assertAllDelivered(approaches: readonly ApproachRound[]): void {
  for (const { approach, deliveries } of approaches) {
    const { expected, delivered, lost, rejected, duplicates = 0, pending = 0 } = deliveries; // not everybody can see copies
    assert.ok(expected > 0, approach);
    assert.deepEqual(
      { delivered, lost, rejected, duplicates, pending },
      { delivered: expected, lost: 0, rejected: 0, duplicates: 0, pending: 0 },
      approach,
    );
  }
}
