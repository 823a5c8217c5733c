/** What the bench needs of a process that it calls, wherever that process runs and whoever carries the calls. */
import type { Methods, ParamsOf, ValueOf } from "./channel.js";

export interface CalledProcess<M extends Methods> {
  /** Rejects when the process ends before it was asked to, or is lost. Never resolves. */
  readonly death: Promise<never>;
  /** Rejects when the process dies or does not answer within `timeoutMs`. */
  call<K extends keyof M & string>(method: K, params: ParamsOf<M, K>, timeoutMs: number): Promise<ValueOf<M, K>>;
  /** Ends the process. Resolves when it is gone. Never rejects. */
  stop(): Promise<void>;
}
