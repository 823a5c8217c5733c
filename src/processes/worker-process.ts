/** A process of the run: started pinned to its CPUs, called over IPC, stopped in stages. Its cause of death is kept. */
import { type ChildProcess, spawn } from "node:child_process";
import { type ErrorCode, PushbenchError } from "../errors.js";
import { endGroupAfterUs } from "../last-will.js";
import type { Answer, Call, Methods, ParamsOf, ValueOf } from "./channel.js";
import { inheritedFlags } from "./inherited-flags.js";

/** How long a process may take to end on each stage of a stop. */
const CLOSE_MS = 2_000;
const SIGTERM_MS = 1_000;
/** How long the pipe of a process that has ended is read on. */
const LAST_WORDS_MS = 200;
/** Lines of a process's error output that are kept for the message about its death. */
const KEPT_OUTPUT_CHARS = 2_000;
/** A timer that is late by more found this process, or the whole machine, suspended: Ctrl-Z and, a while later, fg. */
const SUSPENDED_MS = 1_000;

export interface WorkerOptions {
  /** As it appears in messages: "the webhook service". */
  name: string;
  entry: string;
  /** What the program is given on its command line. */
  argv?: readonly string[];
  /** Empty: not pinned. */
  cpus: readonly number[];
  /** The code of the error that calls fail with once the process is gone. */
  diedCode: Extract<ErrorCode, "service-died" | "generator-died" | "relay-died">;
  /** Where the process only keeps another program: how messages name that, and what they advise. */
  keeps?: KeptProgram;
}

export interface KeptProgram {
  command: string;
  /** When it died, or never became ready. */
  advice: { died: string; notReady: string };
}

/** Of a process that the system refused something: its stack would tell no more. */
const SYSTEM_ERROR = /^Error: ((?:\w+ )?E[A-Z]{2,}\b.*)$/m;

const INTERRUPTED = "it was ended by SIGINT";

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout | undefined;
}

export class WorkerProcess<M extends Methods> {
  readonly #options: WorkerOptions;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  #rejectDeath: (error: Error) => void = () => {};
  /** Rejects when the process ends before it was asked to. Never resolves. */
  readonly death: Promise<never>;
  #nextId = 1;
  #output = "";
  #death: string | undefined;
  #stopping = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
    const node = [...inheritedFlags(process.execArgv), options.entry, ...(options.argv ?? [])];
    const [command, argv] =
      options.cpus.length > 0
        ? ["taskset", ["-c", options.cpus.join(","), process.execPath, ...node]]
        : [process.execPath, node];
    this.#child = spawn(command, argv, {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      serialization: "advanced",
      detached: true, // a group of its own: Ctrl-C reaches the bench alone, which decides when its processes end
    });
    const { pid } = this.#child;
    const takeBack = pid === undefined ? () => {} : endGroupAfterUs(pid);
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT_CHARS);
    });
    this.#child.on("message", (answer: Answer) => this.#settle(answer));
    this.death = new Promise((_, reject) => {
      this.#rejectDeath = reject;
    });
    this.death.catch(() => {}); // nobody may be looking
    this.#exited = new Promise((resolve) => {
      this.#child.on("exit", (code, signal) => {
        this.#endGroup();
        takeBack();
        const how = signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`;
        // Its last words may still be in the pipe. The `close` event would say when they are read, but it does not
        // come when the channel was closed from this side first.
        const settle = (): void => {
          clearTimeout(impatient);
          this.#child.stderr?.destroy(); // somebody in a group of its own may hold the other end for ever
          this.#died(how);
          resolve();
        };
        const impatient = setTimeout(settle, LAST_WORDS_MS);
        if (this.#child.stderr?.readableEnded === false) this.#child.stderr.once("end", settle);
        else settle();
      });
      this.#child.on("error", (error) => {
        if (this.#child.pid !== undefined) return; // a signal or message that could not be sent: the exit tells more
        this.#died(error.message);
        resolve();
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Calls a method in the process. Rejects when the process dies or does not answer within `timeoutMs`. */
  call<K extends keyof M & string>(method: K, params: ParamsOf<M, K>, timeoutMs: number): Promise<ValueOf<M, K>> {
    return new Promise((resolve, reject) => {
      if (this.#death !== undefined) return reject(this.#deathError());
      const id = this.#nextId++;
      const wait = (): NodeJS.Timeout => {
        const dueMs = performance.now() + timeoutMs;
        return setTimeout(() => {
          const waiting = this.#waiting.get(id);
          if (waiting === undefined) return;
          if (performance.now() - dueMs > SUSPENDED_MS) {
            waiting.timer = wait(); // the answer may lie unread
            return;
          }
          this.#waiting.delete(id);
          reject(this.#silence(method, timeoutMs));
        }, timeoutMs);
      };
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, timer: wait() });
      const call: Call = { id, method, params };
      // A call that cannot be sent waits for the exit that is about to be reported, which tells more, or for its timeout.
      this.#child.send?.(call, () => {}); // a process that could not be started has no channel
    });
  }

  /** Kills the process as a crash would; nobody is told of its death. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#stopping = true;
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  /** Ends the process: asks it to close, then SIGTERM, then SIGKILL. Resolves when it is gone. Never rejects. */
  async stop(): Promise<void> {
    if (this.#stopping) return this.#exited;
    this.#stopping = true;
    if (this.#death === undefined) {
      await (this as unknown as WorkerProcess<{ close: () => void }>)
        .call("close", undefined, CLOSE_MS)
        .catch(() => {});
      if (this.#child.connected) this.#child.disconnect();
      const term = setTimeout(() => {
        this.#child.kill("SIGTERM");
        this.#child.kill("SIGCONT"); // one that stands still would not hear it
      }, SIGTERM_MS / 2);
      const kill = setTimeout(() => this.#child.kill("SIGKILL"), SIGTERM_MS / 2 + SIGTERM_MS);
      await this.#exited;
      clearTimeout(term);
      clearTimeout(kill);
    }
    await this.#exited;
  }

  /** To the process, as far as it is still there: its end is told by `death`. */
  signal(name: NodeJS.Signals): void {
    if (this.#death === undefined) this.#child.kill(name);
  }

  /** Whatever it started and did not end itself, e.g. because it was killed. */
  #endGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // nobody is left, as it should be
    }
  }

  #settle({ id, value, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (error) waiting.reject(Object.assign(new Error(error.message), { code: error.code, stack: error.stack }));
    else waiting.resolve(value);
  }

  #died(how: string): void {
    if (this.#death !== undefined) return;
    this.#death = how;
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(this.#deathError());
    }
    this.#waiting.clear();
    if (!this.#stopping) this.#rejectDeath(this.#deathError());
  }

  #deathError(): PushbenchError {
    // Ctrl-C can reach a process in the moment before it has a group of its own.
    if (this.#death === INTERRUPTED) return new PushbenchError("interrupted", "The run was interrupted.");
    const { diedCode, keeps, name } = this.#options;
    if (this.#child.pid === undefined) {
      return new PushbenchError(diedCode, `${name} could not be started: ${this.#death}.`);
    }
    return new PushbenchError(diedCode, `${this.#named()} died: ${this.#death}.`, {
      hint: this.#lastWords(keeps?.advice.died ?? "Was it killed for its memory (dmesg), or by hand?"),
    });
  }

  #silence(method: string, timeoutMs: number): PushbenchError {
    const isStart = method === "start";
    const advice =
      (isStart && this.#options.keeps?.advice.notReady) || "Is the machine overloaded, or the process stopped?";
    return new PushbenchError(
      isStart ? "service-not-ready" : "no-answer",
      `${this.#named(", still running")} ${isStart ? "was not ready" : `did not answer "${method}"`} after ${timeoutMs} ms.`,
      { hint: this.#lastWords(advice) },
    );
  }

  #named(state = ""): string {
    const { name, keeps } = this.#options;
    return keeps === undefined ? `${name} (pid ${this.pid}${state})` : `${name} (${keeps.command}${state})`;
  }

  /** The advice is for a process that told nothing; a kept program knows too little of us to be left without. */
  #lastWords(advice: string): string {
    const said = this.#output.trim();
    if (said === "") return `It said nothing. ${advice}`;
    if (this.#options.keeps !== undefined) return `${advice} Its last words: ${said}`;
    return `Its last words: ${SYSTEM_ERROR.exec(said)?.[1] ?? said}`;
  }
}
