/** Keepers as the bench starts and calls them, with programs that the tests name by a folder of their own. */
import path from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { monotonicNs } from "../../src/clock.js";
import { PushbenchError } from "../../src/errors.js";
import { OWNER } from "../../src/last-will.js";
import { ProcessGroup } from "../../src/machine/process-group.js";
import { WorkerProcess } from "../../src/processes/worker-process.js";
import type { ServiceSource, StartedService } from "../../src/result/service-source.js";
import {
  adviceOnDeath,
  environmentFor,
  type KeeperMethods,
  type KeeperSpec,
  sourceLabel,
} from "../../src/services/kept-service.js";
import type { StartRequest } from "../../src/services/service-entry.js";
import { shellWord } from "../../src/shell-word.js";
import { config as webhookConfig } from "../../src/transports/webhook/config.js";

const here = path.dirname(fileURLToPath(import.meta.url));
export const receiver = (...argv: string[]): string =>
  [process.execPath, path.join(here, "../fixtures/own-receiver.js"), ...argv].map(shellWord).join(" ");

export const CALL_MS = 20_000;
export const request: StartRequest = {
  transport: "webhook",
  config: webhookConfig.parse({ signature: "none" }),
  topology: { flow: "ingest", clients: 1, roomSize: 1 },
  guarantee: "at-least-once",
  secret: "secret",
  port: 0,
};

export interface Keeper {
  worker: WorkerProcess<KeeperMethods>;
  group: ProcessGroup;
}

/** `readySeconds` is long enough for a busy machine. */
export function keeperOf(
  context: TestContext,
  service: ServiceSource,
  readySeconds = 10,
  cpus: readonly number[] = [],
): Keeper {
  const spec: KeeperSpec = { service, approach: "mine", name: "The mine service", cpus, readySeconds };
  const worker = new WorkerProcess<KeeperMethods>({
    name: spec.name,
    entry: path.join(here, "../../src/services/command-service-entry.js"),
    env: environmentFor(spec),
    cpus: [],
    diedCode: "service-died",
    keeps: { label: sourceLabel(service), adviceOnDeath },
  });
  context.after(() => worker.stop());
  return { worker, group: new ProcessGroup(worker.pid, OWNER.PUSHBENCH_OWNER) };
}

export const started = (command: string, more: Omit<StartedService, "command"> = {}): StartedService => ({
  command,
  ...more,
});

/** What the service has used since the slice began. The keeper only looks: it may be asked again. */
export const sampleOf = async (worker: Keeper["worker"]) => (await worker.call("end", undefined, CALL_MS)).sample;

/** Begins a slice, and resolves when the keeper counts: it begins to in a timer. */
export async function countingBegins(worker: Keeper["worker"]): Promise<void> {
  const startNs = monotonicNs();
  await worker.call("begin", { startNs }, CALL_MS);
  while ((await sampleOf(worker)).elapsedNs > monotonicNs() - startNs);
}

/** Why it could not start. */
export async function refusal({ worker }: Keeper, asked = request): Promise<PushbenchError> {
  const error = await worker.call("start", asked, CALL_MS).then(
    ({ url }) => new Error(`it started at ${url}`),
    (reason: Error) => reason,
  );
  if (error instanceof PushbenchError) return error;
  throw error;
}

export const post = (url: string): Promise<number> =>
  fetch(url, { method: "POST", body: "{}" }).then(({ status }) => status);
