/** Makes a checked out version ready to run: installs its packages and runs its own build. */
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { PushbenchError } from "../errors.js";
import { ProgramFailed, runProgram } from "../processes/run-program.js";
import { outsideOfHooks } from "./git.js";

export interface BuildRequest {
  /** The folder of the head, whose packages are used again where the lock files are equal. */
  packageDirectory: string;
  signal: AbortSignal;
  /** It is told what is done, in a sentence each. */
  say: (sentence: string) => void;
}

const LOCK = "package-lock.json";

/**
 * `top` is where the checkout ends; a monorepo has its lock file there. Throws PushbenchError base-not-built or interrupted.
 */
export async function buildBase(
  folder: string,
  top: string,
  { packageDirectory, signal, say }: BuildRequest,
): Promise<void> {
  const env = developing(process.env);
  const packages = path.join(packageDirectory, "node_modules");
  const locked = [...upFrom(folder, top)].find((one) => existsSync(path.join(one, LOCK))) ?? folder;
  if (canBuild(packageDirectory) && isEqual(path.join(locked, LOCK), path.join(packageDirectory, LOCK))) {
    say("Lock files are equal: the base uses the packages of this version.");
    symlinkSync(packages, path.join(folder, "node_modules"), "dir");
  } else {
    say("Installing the base's packages (npm ci): this version's are not the same.");
    const argv = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
    await failing("installed", () => runProgram("npm", argv, { cwd: locked, signal, env }));
  }
  say("Building the base.");
  await failing("built", () => runProgram("npm", ["run", "--silent", "build"], { cwd: folder, signal, env }));
}

/** `NODE_ENV=production` is meant for what runs, and would leave the compiler out of the build. */
function developing(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_ENV: _production, ...rest } = outsideOfHooks(environment);
  return rest;
}

/** The folder and those above it, up to the top. */
export function* upFrom(folder: string, top: string): Generator<string> {
  for (let one = folder; ; one = path.dirname(one)) {
    yield one;
    if (one === top || one === path.dirname(one)) return;
  }
}

/** Whether what a build needs is installed: an installation for running has no development packages. */
function canBuild(packageDirectory: string): boolean {
  try {
    const manifest = readFileSync(path.join(packageDirectory, "package.json"), "utf8");
    const { devDependencies = {} } = JSON.parse(manifest) as { devDependencies?: Record<string, string> };
    const wanted = ["", ...Object.keys(devDependencies)];
    return wanted.every((name) => existsSync(path.join(packageDirectory, "node_modules", name)));
  } catch {
    return false;
  }
}

function isEqual(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && readFileSync(one).equals(readFileSync(other));
}

/** Turns the failure of a program that prepares the base into an error of the base, with what the program said. */
export async function failing(step: string, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof ProgramFailed)) throw error;
    throw new PushbenchError("base-not-built", `The base could not be ${step}: ${error.message}.`, {
      hint: error.output === "" ? "Is the program installed?" : `It said: ${error.output}`,
      cause: error,
    });
  }
}
