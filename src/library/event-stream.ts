/** One reader takes the events of a run when it likes, by `for await`. Listeners are told at once and need no stream. */
import { ReadableStream, type ReadableStreamDefaultController } from "node:stream/web";
import type { RunEvent, RunListener } from "../bench/run-events.js";

/** A run tells some two events a second, so a usual run takes more than an hour to tell so many. */
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

  /** No further event comes after this: the run has ended, or it never began. */
  end(): void {
    this.#controller?.close();
    this.#close();
  }

  /** Gives every event from the first on, then throws what `outcome` rejects with. Whoever reads need not await the outcome too. */
  async *read(outcome: Promise<unknown>): AsyncGenerator<RunEvent, void, undefined> {
    outcome.catch(() => {});
    yield* this.#unread;
    await outcome;
  }

  #close(): void {
    this.#controller = undefined;
  }
}
