/** Everything outside the program that a command may touch. `realEnvironment` is the only place that reads `process`. */
import { join } from "node:path";
import { PushbenchError } from "../errors.js";
import { generatorEntry, packageDirectory, programDirectory, serviceEntry } from "../files/installed.js";
import { interrupts } from "../interrupts.js";
import { invocation } from "./invocation.js";

export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** The width in characters. It is 80 when this is no terminal, or one that does not know its width. */
  readonly columns: number;
  /** Why output did not arrive, for example because nobody reads it or the disk is full. It is known after a flush. */
  readonly failure?: NodeJS.ErrnoException | undefined;
  /** Resolves when all that was written has arrived, or cannot arrive. */
  flush?(): Promise<void>;
}

export interface Environment {
  stdout: Output;
  stderr: Output;
  /** An absolute path, at which relative paths on the command line start. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** The folder of the installed package, with package.json and the shipped scenarios/. */
  packageDirectory: string;
  /** How a shell calls this program again. */
  program: string;
  /** The wall clock. */
  now(): Date;
  /** Calls the listener when one of `interrupts` asks the run to end, until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  /** The programs that a run starts, as absolute paths. */
  serviceEntry: string;
  generatorEntry: string;
}

/** The folders in which scenario names are looked up, the user's own before the shipped one, and where relative paths start. */
export const scenarioPlaces = (environment: Environment): { cwd: string; directories: string[] } => ({
  cwd: environment.cwd,
  directories: [...new Set([join(environment.cwd, "scenarios"), join(environment.packageDirectory, "scenarios")])],
});

/** The same for stacks. */
export const stackPlaces = ({
  cwd,
  packageDirectory: shipped,
}: Environment): { cwd: string; directories: string[] } => ({
  cwd,
  directories: [...new Set([join(cwd, "stacks"), join(shipped, "stacks")])],
});

/**
 * The failures of the process's streams, so that any number of environments listen only once. They are kept and reported at
 * the end.
 */
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
      return stream.columns || 80; // it is 0 where a terminal does not know its width (kubectl run --tty)
    },
    get failure() {
      return failures.get(stream);
    },
    flush: () =>
      new Promise((resolve) => {
        if (failures.has(stream)) resolve();
        else stream.write("", () => setImmediate(resolve)); // an error is reported after the write that caused it
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
