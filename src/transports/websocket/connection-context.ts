/** What all WebSockets of a driver share, so that one of them that is idle holds next to nothing. */

import { ClientIntake } from "../delivery/receiving/client-intake.js";
import type { Arrived } from "../delivery/receiving/intake.js";
import type { OutboxLimits } from "../delivery/sending/outbox.js";
import { Ticker } from "../delivery/sending/ticker.js";
import { LastingContext } from "../lasting-context.js";
import type { DriverOptions } from "../transport.js";
import type { WebSocketConfig } from "./config.js";

/** An event as a client has received it. */
export interface ReceivedEvent extends Arrived {
  /** In its room; 0: none. */
  readonly seq: number;
}

export class ConnectionContext extends LastingContext {
  readonly options: DriverOptions<WebSocketConfig>;
  readonly acknowledged: boolean;
  readonly signed: boolean;
  readonly intake: ClientIntake<ReceivedEvent>;
  readonly outboxLimits: OutboxLimits;
  readonly #ticker: Ticker | undefined;
  /** Which life of the service numbered the events, as it said last. */
  epoch = "";

  /** Called at every tick of the limits, at least once. */
  onTick: () => void = () => {};

  /** `waits`: for answers, so that there are limits to watch. */
  constructor(
    options: DriverOptions<WebSocketConfig>,
    answerTimeoutMs?: number,
    waits = options.guarantee === "at-least-once",
  ) {
    const { ackWindow, ackTimeoutSeconds, sessionSeconds, historySeconds, reconnect } = options.config;
    super(options, reconnect, answerTimeoutMs);
    this.options = options;
    this.acknowledged = options.guarantee === "at-least-once";
    this.signed = options.config.signature !== "none";
    this.intake = new ClientIntake({
      driver: options,
      keepsOrder: true,
      signed: this.signed,
      patienceSeconds: historySeconds,
    });
    this.#ticker = waits ? new Ticker(ackTimeoutSeconds, () => this.onTick()) : undefined;
    this.outboxLimits = {
      windowEvents: ackWindow,
      ackTimeoutTicks: this.#ticker?.ticksIn(ackTimeoutSeconds) ?? 0,
      lifetimeTicks: this.#ticker?.ticksIn(sessionSeconds) ?? 0,
      backoff: reconnect,
      ticker: this.#ticker ?? { tick: 0 },
    };
  }

  readingSpeed(client: number): number | undefined {
    return this.intake.readingSpeed(client);
  }

  override stop(): void {
    super.stop();
    this.#ticker?.stop();
    this.intake.stop();
  }
}
