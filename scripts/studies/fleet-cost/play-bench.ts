/** Plays a bench of this study in a folder that is gone afterwards. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { PushbenchError } from "../../../src/errors.js";
import { scratchFolder } from "../../../src/files/scratch-folder.js";
import { readResult } from "../../../src/reporters/read-result.js";
import type { Result } from "../../../src/result/result.js";
import { PROGRAM } from "./study-fleet.js";

/** Throws PushbenchError where not all of it was played. An objective that is missed, or a verdict of a round, is no reason. */
export async function playBench(settings: readonly string[], options: readonly string[]): Promise<Result> {
  const folder = scratchFolder("fleet-cost");
  try {
    const out = path.join(folder.path, "out");
    const set = settings.flatMap((setting) => ["--set", setting]);
    const argv = ["bench", "chat", ...set, "--out", out, ...options];
    const child = spawn(process.execPath, [PROGRAM, ...argv], { stdio: ["ignore", "ignore", "inherit"] });
    const [exitCode] = (await once(child, "exit")) as [number | null];
    const result = await readResult(path.join(out, "result.json"));
    if (result.state === "complete") return result;
    throw new PushbenchError("usage", `A bench of this study ended with exit code ${exitCode}.`);
  } finally {
    folder.remove();
  }
}
