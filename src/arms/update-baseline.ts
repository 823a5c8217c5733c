/** Writes a stored baseline. It plays rounds of head alone, as a later gate will play them against it. */
import { PushbenchError } from "../errors.js";
import { requireWritable } from "../files/named-file.js";
import { replaceFile } from "../files/replace-file.js";
import { baselineOf } from "../gate/baseline.js";
import { armOf } from "./arms.js";
import { type PlayRequest, play } from "./play.js";

/**
 * `ref` is the commit that is measured. Throws PushbenchError output-not-writable before the first round, output-lost after
 * the last.
 */
export async function updateBaseline(request: PlayRequest, file: string, ref: string | undefined): Promise<void> {
  requireWritable(file, "--baseline");
  const played = await play(request, ["head"], {}, ({ rounds }) => request.budget.isSpent(rounds.length));
  write(file, `${JSON.stringify(baselineOf(armOf(played, "head"), ref), null, 1)}\n`);
}

function write(file: string, text: string): void {
  try {
    replaceFile(file, text);
  } catch (cause) {
    throw new PushbenchError("output-lost", `Cannot write ${file}: ${(cause as Error).message}`, { cause });
  }
}
