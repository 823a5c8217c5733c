/** Each stage has a fresh process, so that its memory is its own. */
import { fileURLToPath } from "node:url";
import { WorkerProcess } from "../../../src/processes/worker-process.js";
import type { StageMethods } from "./stages-entry.js";

const entry = fileURLToPath(new URL("./stages-entry.js", import.meta.url));
/** Eighteen rounds of a million events are taken in before the first is reported. */
const CALL_MS = 1_800_000;

export async function inProcess<Name extends Exclude<keyof StageMethods, "close">>(
  name: Name,
  stage: Parameters<StageMethods[Name]>[0],
): Promise<Awaited<ReturnType<StageMethods[Name]>>> {
  const worker = new WorkerProcess<StageMethods>({ name, entry, cpus: [], diedCode: "generator-died" });
  try {
    return (await worker.call(name, stage, CALL_MS)) as Awaited<ReturnType<StageMethods[Name]>>;
  } finally {
    await worker.stop();
  }
}
