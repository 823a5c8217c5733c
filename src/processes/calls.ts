/**
 * The calls to one process that wait for their answers: their numbers, their limits, and what becomes of an answer. Who carries them
 * there and back is another's affair: Node's channel to a child (worker-process.ts), or messages to another machine (fleet/).
 */
import { type ErrorCode, errorTable, PushbenchError } from "../errors.js";
import type { Answer, Call, Methods, ParamsOf, ValueOf } from "./channel.js";

/**
 * A timer that is late by more than this was suspended together with the process or the machine (Ctrl-Z and, a while later,
 * fg).
 */
const SUSPENDED_MS = 1_000;

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout | undefined;
}

export interface CallsOptions {
  /** Hands a call to whoever carries it. A call that cannot be sent is waited for as one that is not answered. */
  send(call: Call): void;
  /** Why a call fails that was not answered in time. */
  silence(method: string, timeoutMs: number): Error;
  /** The hint of an error on which the user can act. By default it is the one that came with the error. */
  hintOf?(hint: string | undefined): string | undefined;
}

export class Calls<M extends Methods> {
  readonly #options: CallsOptions;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** Rejects when there is no answer within `timeoutMs`, or when all calls fail before. */
  make<K extends keyof M & string>(method: K, params: ParamsOf<M, K>, timeoutMs: number): Promise<ValueOf<M, K>> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const wait = (): NodeJS.Timeout => {
        const dueMs = performance.now() + timeoutMs;
        return setTimeout(() => {
          const waiting = this.#waiting.get(id);
          if (waiting === undefined) return;
          if (performance.now() - dueMs > SUSPENDED_MS) {
            waiting.timer = wait(); // the answer may be there, still unread
            return;
          }
          this.#waiting.delete(id);
          reject(this.#options.silence(method, timeoutMs));
        }, timeoutMs);
      };
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject, timer: wait() });
      this.#options.send({ id, method, params });
    });
  }

  /** An answer that nobody waits for any more is dropped. */
  settle({ id, value, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    if (error) waiting.reject(this.errorOf(error));
    else waiting.resolve(value);
  }

  /** Nobody will answer any more: whatever waits fails. */
  failAll(why: () => Error): void {
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(why());
    }
    this.#waiting.clear();
  }

  /** An error on which the user can act stays one. */
  errorOf({ message, code, stack, hint }: NonNullable<Answer["error"]>): Error {
    if (code === undefined || !Object.hasOwn(errorTable, code))
      return Object.assign(new Error(message), { code, stack });
    const shown = this.#options.hintOf === undefined ? hint : this.#options.hintOf(hint);
    return new PushbenchError(code as ErrorCode, message, shown === undefined ? {} : { hint: shown });
  }
}
