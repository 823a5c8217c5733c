/** Everything outside the program that a command may touch. `realEnvironment` is the only place that reads `process`. */
import { join } from "node:path";
import { PushbenchError } from "../errors.js";
import { generatorEntry, packageDirectory, programDirectory, serviceEntry } from "../files/installed.js";
import { interrupts } from "../interrupts.js";
import { invocation } from "./invocation.js";

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width in characters; 80 when it is not a terminal, or one that does not know. */
  readonly columns: number;
  /** Why what was written did not arrive: nobody reads it, the disk is full. Known once it is flushed. */
  readonly failure?: NodeJS.ErrnoException | undefined;
  /** Resolves when all that was written has arrived, or cannot. */
  flush?(): Promise<void>;
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
  /** Calls the listener when the run is to end, by one of `interrupts`, until the returned function is called. */
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

/** Of the process, so that any number of environments listen once. What cannot be written is kept, and told at the end. */
const failures = new Map<NodeJS.WriteStream, NodeJS.ErrnoException>();
const watched = new Set<NodeJS.WriteStream>();

function watch(stream: NodeJS.WriteStream): void {
  if (watched.has(stream)) return;
  watched.add(stream);
  stream.on("error", (error) => {
    if (!failures.has(stream)) failures.set(stream, error);
  });
}

function outputTo(stream: NodeJS.WriteStream): Output {
  watch(stream);
  return {
    write(text) {
      if (!failures.has(stream)) stream.write(text);
    },
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns || 80; // 0 where a terminal does not know (kubectl run --tty)
    },
    get failure() {
      return failures.get(stream);
    },
    flush: () =>
      new Promise((resolve) => {
        if (failures.has(stream)) resolve();
        else stream.write("", () => setImmediate(resolve)); // an error is reported after the write that had it
      }),
  };
}

export function realEnvironment(): Environment {
  const main = join(programDirectory, "main.js");
  const [cwd, env, called = main] = [currentFolder(), process.env, process.argv[1]];
  return {
    stdout: outputTo(process.stdout),
    stderr: outputTo(process.stderr),
    cwd,
    env,
    packageDirectory,
    program: invocation({ env, cwd, packageDirectory, main, called }),
    now: () => new Date(),
    onInterrupt(listener) {
      for (const signal of interrupts) process.on(signal, listener);
      return () => {
        for (const signal of interrupts) process.off(signal, listener);
      };
    },
    serviceEntry,
    generatorEntry,
  };
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new PushbenchError("usage", "The current folder does not exist any more.", {
      hint: "Change to one that does (cd), and run it again.",
      cause,
    });
  }
}
