/** What cannot be written into a folder that --out names, or could name, is told in the same words, whoever writes. */
import { PushbenchError } from "../errors.js";

const hints = {
  "output-not-writable": "Choose another folder with --out.",
  "output-lost":
    "Free some space, or choose another folder with --out. What the file held when it was last written is valid.",
};

/** `output-lost`: what is to be written has been measured. Throws PushbenchError with that code. */
export function intoFolder<T>(folder: string, write: () => T, code: keyof typeof hints = "output-not-writable"): T {
  try {
    return write();
  } catch (cause) {
    throw new PushbenchError(code, `Cannot write to ${folder}: ${(cause as Error).message}`, {
      hint: hints[code],
      cause,
    });
  }
}
