/** What the service makes of the messages of its clients: events for the intake, answers for the deliveries. */
import { isReadAsAnother, parseEnvelope } from "../../events/envelope.js";
import { indexOfId } from "../../events/id.js";
import { TWO_IDS } from "../delivery/reasons.js";
import type { Intake } from "../delivery/receiving/intake.js";
import type { SentEvent } from "../delivery/receiving/service-intake.js";
import type { Deliveries } from "../delivery/sending/deliveries.js";
import type { Observer } from "../transport.js";
import { indexOfAck, isEventLike, understand } from "./messages.js";
import type { Session } from "./session.js";

/** Of an error that a client sends: it becomes a reason in reports. */
const SHOWN_ERROR_BYTES = 200;

export interface MessagesOptions {
  observer: Observer;
  /** Whether clients send events in this flow. */
  takesEvents: boolean;
  /** How old a signature may be. */
  maxAgeSeconds: number;
  intake: Intake<SentEvent>;
  deliveries: Deliveries;
}

export class ClientMessages {
  readonly #options: MessagesOptions;

  constructor(options: MessagesOptions) {
    this.#options = options;
  }

  on(session: Session, data: Buffer, isBinary: boolean): void {
    const { observer, maxAgeSeconds } = this.#options;
    const message = session.key ? session.key.open("to-service", data, maxAgeSeconds) : data;
    if (message === undefined) {
      session.sendError("the signature is missing, wrong or stale");
      observer.problem("message with a bad signature");
    } else if (isBinary || isEventLike(message)) this.#onEvent(session, message, isBinary);
    else {
      const acked = indexOfAck(message);
      if (acked >= 0) this.#onAck(session.client, acked);
      else this.#onOther(session, message);
    }
  }

  /** `body`: a text message, or anything else that is no ack. */
  #onEvent(session: Session, body: Buffer, isBinary: boolean): void {
    let index: number;
    try {
      if (isBinary) throw new Error("events are text messages");
      if (!this.#options.takesEvents) throw new Error("this service takes no events");
      index = indexOfId(parseEnvelope(body.toString()).id);
      if (index < 0) throw new Error("the id is not evt_ and ten digits");
      if (isReadAsAnother(body, index)) throw new Error(TWO_IDS);
    } catch (error) {
      session.sendError((error as Error).message);
      this.#options.observer.problem("message that is not an event");
      return;
    }
    this.#options.intake.receive({ client: session.client, index, number: index, body, peer: session });
  }

  /** What does not begin as an event does, and is no ack as it is usually spelled. */
  #onOther(session: Session, message: Buffer): void {
    const { client } = session;
    const { deliveries, observer } = this.#options;
    const understood = understand(message);
    if (understood?.kind === "ack") this.#onAck(client, understood.index);
    else if (understood?.kind === "refusal") deliveries.refused(client, understood.refusal);
    else if (understood?.kind === "error")
      observer.problem(`a client answered ${message.subarray(0, SHOWN_ERROR_BYTES)}`);
    else this.#onEvent(session, message, false);
  }

  #onAck(client: number, index: number): void {
    const { deliveries, observer } = this.#options;
    if (!deliveries.acked(client, index)) observer.problem("ack of an event that waits for none");
  }
}
