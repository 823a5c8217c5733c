/** Whether this machine has what a stack needs: its version command says so. What is missing is named with the command that brings it. */
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { ProgramFailed, runProgram } from "../processes/run-program.js";
import { shellWord } from "../shell-word.js";
import type { Stack } from "./stack.js";

/** A busy machine may take seconds to load a large Python package. */
const VERSION_SECONDS = 20;
const LONGEST_VERSION_CHARS = 200;

export type Installation = { version: string } | { missing: string /** Why, in a line. */; install: string };

export interface InstallationPlace {
  /** The folder at which the paths of commands begin. */
  cwd: string;
  signal: AbortSignal;
  seconds?: number;
}

export const isInstalled = (installation: Installation): installation is { version: string } =>
  "version" in installation;

/** Rejects only with PushbenchError interrupted. */
export async function installationOf(
  stack: Stack,
  { cwd, signal, seconds = VERSION_SECONDS }: InstallationPlace,
): Promise<Installation> {
  const missing = (why: string): Installation => ({ missing: why, install: installCommand(stack, cwd) });
  const tooLate = AbortSignal.timeout(seconds * 1e3);
  try {
    const place = { cwd: stack.folder, signal: AbortSignal.any([signal, tooLate]) };
    const printed = (await runProgram("/bin/sh", ["-c", stack.version], place)).trim();
    if (printed !== "") return { version: oneLine(printed) };
    return missing(`\`${stack.version}\` printed nothing`);
  } catch (error) {
    if (error instanceof ProgramFailed) return missing(complaint(error.output) ?? error.message);
    if (signal.aborted || !tooLate.aborted || !(error instanceof PushbenchError)) throw error;
    return missing(`\`${stack.version}\` did not end within ${seconds} s`);
  }
}

/** What a shell in `cwd` would run to have it. */
export function installCommand({ install, folder }: Pick<Stack, "install" | "folder">, cwd: string): string {
  const prefix = path.relative(cwd, path.dirname(folder));
  const npm = `npm ci --prefix ${shellWord(prefix.startsWith("..") ? path.dirname(folder) : prefix || ".")}`;
  return [
    ...(install.debian === undefined ? [] : [`apt-get install ${install.debian.join(" ")}`]),
    ...(install.npm === undefined ? [] : [npm]),
  ].join(" && ");
}

/** Why a stack was not started, with the command that would change that. */
export const notInstalled = ({ missing, install }: Exclude<Installation, { version: string }>): string =>
  `not installed: ${missing}${install === "" ? "" : ` (${install})`}`;

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ", ").slice(0, LONGEST_VERSION_CHARS);

/** The line in which an interpreter or a shell says what is missing: the last with such a word, or else the last of all. */
function complaint(output: string): string | undefined {
  const lines = output.split("\n").flatMap((line) => line.trim() || []);
  const line = lines.findLast((one) => /error|not found|no such|cannot/i.test(one)) ?? lines.at(-1);
  return line?.slice(0, LONGEST_VERSION_CHARS);
}
