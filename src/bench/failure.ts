/** Turns whatever broke a run off into an error that a user can act on. */
import { PushbenchError } from "../errors.js";
import { isOfScratchFolder } from "../files/scratch-folder.js";
import { systemRefusal } from "../system-refusal.js";

/** The answer is undefined for a defect in pushbench. The error may come from any process of the run. */
export function failureOf(error: unknown): PushbenchError | undefined {
  if (error instanceof PushbenchError) return error;
  const refusal = systemRefusal(error);
  if (refusal !== undefined) return new PushbenchError("system-refused", refusal, { cause: error });
  const { code, message } = Object(error) as NodeJS.ErrnoException;
  if (code === undefined || !isOfScratchFolder(message)) return undefined;
  return new PushbenchError("no-temporary-folder", `The temporary folder was lost under way: ${message}`, {
    hint: "Something removes what is in TMPDIR. Let it name a folder that is left alone.",
    cause: error,
  });
}
