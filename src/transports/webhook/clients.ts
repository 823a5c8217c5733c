/** The clients' side of webhooks, as each version of HTTP has it. */
import type { Attempts } from "../delivery/sending/attempts.js";
import type { CoarseClock } from "../delivery/sending/coarse-clock.js";
import type { EventSender } from "../delivery/sending/event-sender.js";
import type { SocketTally } from "../socket-tally.js";
import type { DriverOptions } from "../transport.js";
import type { WebhookConfig } from "./config.js";
import type { ReceivesEvents } from "./endpoints.js";
import type { EncodesRequests } from "./request-encoder.js";
import type { Keys } from "./signatures/key-ring.js";

/** What all clients of a driver have in common, whatever they speak. */
export interface ClientParts {
  options: DriverOptions<WebhookConfig>;
  keys: Keys;
  requests: EncodesRequests;
  tally: SocketTally;
  attempts: Attempts<number>;
  clock: CoarseClock;
}

/** How clients speak: by one version of HTTP. */
export interface Clients<Message> {
  encode(client: number, index: number, body: Buffer): Message;
  newSender(client: number): EventSender<Message>;
  endpoints: ReceivesEvents;
}
