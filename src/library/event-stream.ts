/** The events of a run for one reader, who takes them when it likes. Listeners are told at once; this is for `for await`. */
import { ReadableStream, type ReadableStreamDefaultController } from "node:stream/web";
import type { RunEvent, RunListener } from "../bench/run-events.js";

/** An hour and more of a usual run. A run tells some two events a second, and holds no more for a reader who is away. */
export const MOST_UNREAD_EVENTS = 10_000;

export class EventStream {
  #controller: ReadableStreamDefaultController<RunEvent> | undefined;
  readonly #unread: ReadableStream<RunEvent>;

  constructor(mostUnread = MOST_UNREAD_EVENTS) {
    this.#unread = new ReadableStream<RunEvent>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        cancel: () => this.#close(), // the reader has read enough
      },
      { highWaterMark: mostUnread },
    );
  }

  readonly listener: RunListener = (event) => {
    const controller = this.#controller;
    if (controller === undefined) return;
    if (controller.desiredSize === 0) {
      this.#controller = undefined;
      controller.error(
        new Error("The events of the run were not read in time: too many were waiting. The run goes on."),
      );
      return;
    }
    controller.enqueue(event);
  };

  /** No further event comes: the run has ended, or never began. */
  end(): void {
    this.#controller?.close();
    this.#close();
  }

  /** Every event from the first on, then what `outcome` rejects with, if it does. Whoever reads need not ask the outcome too. */
  async *read(outcome: Promise<unknown>): AsyncGenerator<RunEvent, void, undefined> {
    outcome.catch(() => {});
    yield* this.#unread;
    await outcome;
  }

  #close(): void {
    this.#controller = undefined;
  }
}
