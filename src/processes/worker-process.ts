/** A process of the run. It is started on its CPUs, called over IPC, and stopped in stages. Its cause of death is kept. */
import { type ChildProcess, spawn } from "node:child_process";
import { type ErrorCode, PushbenchError } from "../errors.js";
import { endGroupAfterUs, expectProcess, OWNER } from "../last-will.js";
import type { CalledProcess } from "./called-process.js";
import { Calls } from "./calls.js";
import type { Answer, Methods, ParamsOf, ValueOf } from "./channel.js";
import { inheritedFlags } from "./inherited-flags.js";

/** How long a process may take to end in each stage of a stop. */
const CLOSE_MS = 2_000;
const SIGTERM_MS = 1_000;
/** How long the pipe is still read after its process has ended. */
const LAST_WORDS_MS = 200;
/** How many characters of a process's error output are kept for the message about its death. */
const KEPT_OUTPUT_CHARS = 2_000;

export interface WorkerOptions {
  /** Its name in messages: "the webhook service". */
  name: string;
  entry: string;
  /** The arguments of the program's command line. */
  argv?: readonly string[];
  /** Variables for it alone. Unlike the command line, other users of the machine do not see them. */
  env?: Readonly<Record<string, string>>;
  /** When there are none, the process is not pinned. */
  cpus: readonly number[];
  /** The code of the error that calls fail with once the process is gone. */
  diedCode: Extract<ErrorCode, "service-died" | "generator-died" | "relay-died">;
  /** Only of a process that stands for another program: how messages name that program, and what they advise. */
  keeps?: KeptProgram;
}

export interface KeptProgram {
  label: string;
  /** The advice when the program died. There is no exit code when a signal ended it. */
  adviceOnDeath(exitCode: number | null): string;
}

/** The message of a process to which the system refused something. Its stack would say nothing more. */
const SYSTEM_ERROR = /^Error: ((?:\w+ )?E[A-Z]{2,}\b.*)$/m;

const INTERRUPTED = "it was ended by SIGINT";

export class WorkerProcess<M extends Methods> implements CalledProcess<M> {
  readonly #options: WorkerOptions;
  readonly #child: ChildProcess;
  readonly #calls: Calls<M>;
  readonly #exited: Promise<void>;
  #rejectDeath: (error: Error) => void = () => {};
  /** Rejects when the process ends before it was asked to. Never resolves. */
  readonly death: Promise<never>;
  #output = "";
  #death: string | undefined;
  #exitCode: number | null = null;
  #stopping = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
    const node = [...inheritedFlags(process.execArgv), options.entry, ...(options.argv ?? [])];
    const [command, argv] =
      options.cpus.length > 0
        ? ["taskset", ["-c", options.cpus.join(","), process.execPath, ...node]]
        : [process.execPath, node];
    const isKnown = expectProcess();
    this.#child = spawn(command, argv, {
      env: { ...process.env, ...options.env, ...OWNER },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      serialization: "advanced",
      detached: true, // its own group: Ctrl-C reaches only the bench, which decides when its processes end
    });
    const { pid } = this.#child;
    const takeBack = pid === undefined ? () => {} : endGroupAfterUs(pid);
    isKnown();
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT_CHARS);
    });
    this.#calls = new Calls({
      // A call that cannot be sent waits for the exit that is about to be reported, which tells more, or for its timeout.
      send: (call) => void this.#child.send?.(call, () => {}), // a process that could not be started has no channel
      silence: (method, timeoutMs) => this.#silence(method, timeoutMs),
      // What its program said last may be the reason.
      hintOf: (hint) => (this.#output.trim() === "" ? hint : this.#lastWords(hint ?? "")),
    });
    this.#child.on("message", (answer: Answer) => this.#calls.settle(answer));
    this.death = new Promise((_, reject) => {
      this.#rejectDeath = reject;
    });
    this.death.catch(() => {}); // nobody may be looking
    this.#exited = new Promise((resolve) => {
      this.#child.on("exit", (code, signal) => {
        this.#endGroup();
        takeBack();
        this.#exitCode = code;
        const how = signal ? `it was ended by ${signal}` : `it ended with exit code ${code}`;
        // Its last words may still be in the pipe. The `close` event would say when they are read, but it does not
        // come when the channel was closed from this side first.
        const settle = (): void => {
          clearTimeout(impatient);
          this.#child.stderr?.destroy(); // a process in a group of its own may hold the other end for ever
          this.#died(how);
          resolve();
        };
        const impatient = setTimeout(settle, LAST_WORDS_MS);
        if (this.#child.stderr?.readableEnded === false) this.#child.stderr.once("end", settle);
        else settle();
      });
      this.#child.on("error", (error) => {
        if (this.#child.pid !== undefined) return; // a signal or a message could not be sent: the exit will tell more
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
    if (this.#death !== undefined) return Promise.reject(this.#deathError());
    return this.#calls.make(method, params, timeoutMs);
  }

  /** Kills the process as a crash would, and reports its death to nobody. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#stopping = true;
    this.#child.kill("SIGKILL");
    await this.#exited;
  }

  /** Ends the process: it is asked to close, then gets SIGTERM, then SIGKILL. Resolves when it is gone. Never rejects. */
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
        this.#child.kill("SIGCONT"); // a process that stands still would not hear it
      }, SIGTERM_MS / 2);
      const kill = setTimeout(() => this.#child.kill("SIGKILL"), SIGTERM_MS / 2 + SIGTERM_MS);
      await this.#exited;
      clearTimeout(term);
      clearTimeout(kill);
    }
    await this.#exited;
  }

  /** Sends a signal to the process if it is still there. `death` tells of its end. */
  signal(name: NodeJS.Signals): void {
    if (this.#death === undefined) this.#child.kill(name);
  }

  /** Ends whatever the process started and did not end itself, for example because it was killed. */
  #endGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // nobody is left, as it should be
    }
  }

  #died(how: string): void {
    if (this.#death !== undefined) return;
    this.#death = how;
    this.#calls.failAll(() => this.#deathError());
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
      hint: this.#lastWords(
        keeps?.adviceOnDeath(this.#exitCode) ?? "Was it killed for its memory (dmesg), or by hand?",
      ),
    });
  }

  #silence(method: string, timeoutMs: number): PushbenchError {
    const isStart = method === "start";
    return new PushbenchError(
      isStart ? "service-not-ready" : "no-answer",
      `${this.#named(", still running")} ${isStart ? "was not ready" : `did not answer "${method}"`} after ${timeoutMs} ms.`,
      { hint: this.#lastWords("Is the machine overloaded, or the process stopped?") },
    );
  }

  #named(state = ""): string {
    const { name, keeps } = this.#options;
    return keeps === undefined ? `${name} (pid ${this.pid}${state})` : `${name} (${keeps.label}${state})`;
  }

  /** The advice is for a process that said nothing. A kept program always gets it, because it knows nothing of pushbench. */
  #lastWords(advice: string): string {
    const said = this.#output.trim();
    if (said === "") return `It said nothing. ${advice}`;
    if (this.#options.keeps !== undefined) return `${advice} Its last words: ${said}`.trim();
    return `Its last words: ${SYSTEM_ERROR.exec(said)?.[1] ?? said}`;
  }
}
