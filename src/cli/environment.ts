/** Everything outside the program that a command may touch. `realEnvironment` is the only place that reads `process`. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { invocation } from "./invocation.js";

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width in characters; 80 when it is not a terminal, or one that does not know. */
  readonly columns: number;
}

export interface Environment {
  stdout: Output;
  stderr: Output;
  /** Absolute. Relative paths on the command line start here. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The installed package: package.json and the shipped scenarios/ lie here. */
  packageDirectory: string;
  /** How the program is called again, as a shell takes it. */
  program: string;
  /** Wall clock. */
  now(): Date;
  /** Calls the listener at each Ctrl-C or SIGTERM until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  /** Programs that a run spawns, as absolute paths. */
  serviceEntry: string;
  generatorEntry: string;
}

/** Where scenario names are looked up, one's own before the shipped ones, and where relative paths start. */
export const scenarioPlaces = (environment: Environment): { cwd: string; directories: string[] } => ({
  cwd: environment.cwd,
  directories: [...new Set([join(environment.cwd, "scenarios"), join(environment.packageDirectory, "scenarios")])],
});

/** One function for all environments of a process: a stream that each listened to would be warned of as a leak. */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error; // `pushbench list | head` closes the pipe early: no reason to fail
}

export function realEnvironment(): Environment {
  const output = (stream: NodeJS.WriteStream): Output => {
    if (!stream.listeners("error").includes(onOutputError)) stream.on("error", onOutputError);
    return {
      write: (text) => void stream.write(text),
      isTTY: stream.isTTY === true,
      get columns() {
        return stream.columns || 80; // 0 where a terminal does not know (kubectl run --tty)
      },
    };
  };
  const here = dirname(fileURLToPath(import.meta.url));
  const packageDirectory = packageDirectoryOf(here);
  const main = join(here, "../main.js");
  const [cwd, env, called = main] = [process.cwd(), process.env, process.argv[1]];
  return {
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    cwd,
    env,
    packageDirectory,
    program: invocation({ env, cwd, packageDirectory, main, called }),
    now: () => new Date(),
    onInterrupt(listener) {
      const signals = ["SIGINT", "SIGTERM"] as const;
      for (const signal of signals) process.on(signal, listener);
      return () => {
        for (const signal of signals) process.off(signal, listener);
      };
    },
    serviceEntry: join(here, "../bench/service-entry.js"),
    generatorEntry: join(here, "../generators/generator-entry.js"),
  };
}

/** The nearest folder upwards with a package.json: right from whichever output folder the compiled code runs. */
function packageDirectoryOf(directory: string): string {
  const parent = dirname(directory);
  return existsSync(join(directory, "package.json")) || parent === directory ? directory : packageDirectoryOf(parent);
}
