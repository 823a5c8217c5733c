/**
 * Runs a program to its end, such as git or npm. When the run is interrupted, the program and all that it started are ended.
 */
import { spawn } from "node:child_process";
import { PushbenchError } from "../errors.js";

/** How much of its output is kept: enough of a compiler's messages to see what is wrong. */
const KEPT_OUTPUT_CHARS = 2_000;
/** How long the pipes are still read after their program has ended. */
const LAST_WORDS_MS = 200;

export class ProgramFailed extends Error {
  /** The end of what it printed. */
  readonly output: string;

  constructor(message: string, output: string) {
    super(message);
    this.output = output.trim().slice(-KEPT_OUTPUT_CHARS);
  }
}

export interface ProgramPlace {
  cwd: string;
  signal: AbortSignal;
  /** Its whole environment. By default it is this process's. */
  env?: NodeJS.ProcessEnv;
}

/** Resolves with what the program printed on its standard output. Rejects with ProgramFailed, or PushbenchError interrupted. */
export function runProgram(
  command: string,
  argv: readonly string[],
  { cwd, signal, env = process.env }: ProgramPlace,
): Promise<string> {
  if (signal.aborted) return Promise.reject(interrupted());
  return new Promise((resolve, reject) => {
    const child = spawn(command, argv, {
      cwd,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // it gets a group of its own, so that what npm starts can be ended with it
    });
    const printed = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => {
      printed.stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      printed.stderr += chunk.toString();
    });
    // A process that it started in another group, such as a daemon, may hold the pipes for ever, and `close` would wait for them.
    const letGo = (): void => {
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const kill = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {} // the group has ended
      letGo();
    };
    signal.addEventListener("abort", kill, { once: true });
    const shown = [command, ...argv].join(" ");
    child.on("error", (error) => {
      signal.removeEventListener("abort", kill);
      reject(new ProgramFailed(`\`${shown}\` could not be run: ${error.message}`, ""));
    });
    child.on("exit", () => setTimeout(letGo, LAST_WORDS_MS));
    child.on("close", (code, killedBy) => {
      signal.removeEventListener("abort", kill);
      if (signal.aborted) reject(interrupted());
      else if (code === 0) resolve(printed.stdout);
      else reject(new ProgramFailed(`\`${shown}\` ended with ${killedBy ?? code}`, printed.stdout + printed.stderr));
    });
  });
}

const interrupted = (): PushbenchError => new PushbenchError("interrupted", "The run was interrupted.");
