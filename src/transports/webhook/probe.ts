/** The first request to a service of the user's own: as every event is sent, with an id that no event of the run has. */
import { encodeEnvelope } from "../../events/envelope.js";
import { PROBE_INDEX } from "../../events/id.js";
import type { ProbeOptions } from "../card.js";
import { silentObserver } from "../silent-observer.js";
import type { Observer } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import { createDriver } from "./driver.js";

const CLIENT = 0;
const TYPE = "pushbench.probe";
const DATA = '{"number":0}';

/** Resolves when the service has taken it. Rejects with what it answered, or why there was no answer. */
export async function probe({
  signal,
  topology,
  event = encodeEnvelope(PROBE_INDEX, TYPE, 0, DATA),
  ...options
}: ProbeOptions<WebhookConfig>): Promise<void> {
  signal.throwIfAborted();
  const outcome = new Outcome(signal);
  const driver = await createDriver({
    ...options,
    topology: { ...topology, flow: "ingest" }, // nobody listens for what the service may send
    guarantee: "at-most-once", // one attempt: whoever asks tries again
    observer: outcome.observer,
    clients: [CLIENT],
  });
  try {
    await Promise.race([driver.open(), outcome.known]);
    driver.send(CLIENT, PROBE_INDEX, driver.prepare(CLIENT, PROBE_INDEX, event));
    await outcome.known;
  } finally {
    await driver.close();
  }
}

/** What becomes of the one event. */
class Outcome {
  readonly known: Promise<void>;
  readonly observer: Observer = {
    ...silentObserver,
    acked: () => this.#resolve(),
    refused: (_client, _index, reason) => this.#reject(new Error(reason)),
  };
  #resolve = (): void => {};
  #reject = (_reason: Error): void => {};

  constructor(signal: AbortSignal) {
    this.known = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.known.catch(() => {}); // it may be too late for anybody to wait
    signal.addEventListener("abort", () => this.#reject(signal.reason), { once: true });
  }
}
