/** Writes a stored baseline: rounds of head alone, as a later gate plays them against it. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { baselineOf } from "../gate/baseline.js";
import { armOf } from "./arms.js";
import { type PlayRequest, play } from "./play.js";

/** `ref`: the commit that is measured. Throws PushbenchError output-not-writable before the first round. */
export async function updateBaseline(request: PlayRequest, file: string, ref: string | undefined): Promise<void> {
  const half = `${file}.writing`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(half, "");
  } catch (cause) {
    throw new PushbenchError("output-not-writable", `Cannot write ${file}: ${(cause as Error).message}`, { cause });
  }
  try {
    const played = await play(request, ["head"], {}, ({ rounds }) => request.budget.isSpent(rounds.length));
    writeFileSync(half, `${JSON.stringify(baselineOf(armOf(played, "head"), ref), null, 1)}\n`);
    renameSync(half, file);
  } finally {
    rmSync(half, { force: true });
  }
}
