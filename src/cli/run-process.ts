/**
 * Runs the command line of this process and ends the process: with the outcome's exit code, if the outcome could be printed.
 */
import { setTimeout } from "node:timers/promises";
import { exitCodes, PushbenchError } from "../errors.js";
import { exit } from "../last-resort.js";
import { type Environment, type Output, realEnvironment } from "./environment.js";
import { errorText } from "./error-text.js";
import { run } from "./run.js";

/** How long an interrupted run waits for a reader who holds its output and does not read it. */
const HELD_MS = 500;

export async function runProcess(argv: readonly string[]): Promise<never> {
  const environment = await usableEnvironment();
  const exitCode = await run(environment, argv);
  await flushed(environment.stdout, exitCode);
  const told = exitCodeIfTold(environment, exitCode);
  await flushed(environment.stderr, exitCode);
  exit(told); // whatever may still be open
}

async function usableEnvironment(): Promise<Environment> {
  try {
    return realEnvironment();
  } catch (error) {
    if (!(error instanceof PushbenchError)) throw error;
    await new Promise((resolve) => process.stderr.write(errorText(error), resolve));
    exit(error.exitCode);
  }
}

/** Waits for a reader that takes its time, such as a pager, but not when the run must end. */
async function flushed({ flush }: Output, exitCode: number): Promise<void> {
  const written = flush?.();
  await (exitCode === exitCodes.interrupted ? Promise.race([written, setTimeout(HELD_MS)]) : written);
}

/**
 * Exit codes 1, 3 and 5 need a reader. With 0, a reader may have gone when it had read enough, as `head` does. Output that
 * cannot be written for any other reason is a failure.
 */
export function exitCodeIfTold({ stdout, stderr }: Pick<Environment, "stdout" | "stderr">, exitCode: number): number {
  const { failure } = stdout;
  if (failure === undefined || ALREADY_TOLD.includes(exitCode)) return exitCode;
  const isReaderGone = READER_GONE.includes(failure.code ?? "");
  if (isReaderGone && exitCode === exitCodes.pass) return exitCode;
  const error = new PushbenchError("output-lost", `Standard output cannot be written: ${failure.message}`, {
    hint: "Make room where standard output goes, or send it elsewhere. What the command writes to files is there all the same.",
  });
  stderr.write(errorText(error));
  return error.exitCode;
}

/** With these exit codes, standard error has already said what happened. */
const ALREADY_TOLD: readonly number[] = [exitCodes.usage, exitCodes.failed, exitCodes.interrupted];
/** A pipe that nobody reads any more, or a terminal that was closed. */
const READER_GONE = ["EPIPE", "EIO"];
