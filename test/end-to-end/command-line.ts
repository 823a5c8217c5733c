/** Runs the command line in this process, against an environment of its own that keeps what is printed. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type Environment, realEnvironment } from "../../src/cli/environment.js";
import { run } from "../../src/cli/run.js";

export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}

const here = path.dirname(fileURLToPath(import.meta.url));

/** A program of test/fixtures, to take the place of the service or the generator. */
export const fixture = (name: string): string => path.join(here, "../fixtures", `${name}.js`);

export const mainProgram = path.join(here, "../../src/main.js");

export async function pushbench(argv: string[], overrides: Partial<Environment> = {}): Promise<Ran> {
  const printed = { stdout: "", stderr: "" };
  const output = (stream: keyof typeof printed) => ({
    write: (text: string) => {
      printed[stream] += text;
    },
    isTTY: false,
    columns: 80,
  });
  const environment = { ...realEnvironment(), stdout: output("stdout"), stderr: output("stderr"), ...overrides };
  return { exitCode: await run(environment, argv), ...printed };
}

/** Settings that make a run as short as it can be and still be whole. */
export const shortRun = (rounds = 1, warmUpSeconds = 0): string[] =>
  Object.entries({ rounds, warmUpSeconds, measureSeconds: 0.5, sliceSeconds: 0.25, drainSeconds: 2 }).flatMap(
    ([key, value]) => ["--set", `run.${key}=${value}`],
  );
