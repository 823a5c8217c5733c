/** How the commands of scripts say what they are doing, and how they end. */
import { errorText } from "../src/cli/error-text.js";
import { exitCodes, PushbenchError } from "../src/errors.js";

/** Progress goes to stderr: stdout is the report. */
export function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

/**
 * Prints the help where it was asked for, else runs. `run` resolves with the exit code, 0 if with nothing. Errors are told as
 * the program tells them.
 */
export async function runCommand(
  { help, asked }: { help: string; asked: { help: boolean } },
  run: () => Promise<number | undefined>,
): Promise<void> {
  if (asked.help) {
    process.stdout.write(help);
    return;
  }
  try {
    process.exitCode = (await run()) ?? exitCodes.pass;
  } catch (error) {
    if (!(error instanceof PushbenchError)) throw error;
    process.stderr.write(errorText(error));
    process.exitCode = error.exitCode;
  }
}

/** Which of the parts that have names are asked for. Throws PushbenchError usage for a name that none has. */
export function requireKnown(names: readonly string[], known: readonly string[], option: string): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new PushbenchError("usage", `${option}: there is no "${unknown}".`, {
    hint: `There are: ${known.join(", ")}.`,
  });
}

export function positiveInteger(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new PushbenchError("usage", `--${option} must be a whole number above 0, got ${text}.`);
}
