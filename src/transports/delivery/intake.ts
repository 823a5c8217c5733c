/** What the service does with the events that clients send: understand, drop what it knows, write down, hand on, acknowledge. */
import { isReadAsAnother, parseEnvelope } from "../../events/envelope.js";
import { indexOfId } from "../../events/id.js";
import { SERVICE } from "../../flow.js";
import type { Misbehaviour, ServiceOptions } from "../transport.js";
import type { WebSocketConfig } from "../websocket/config.js";
import { TOLERANCE_SECONDS } from "../websocket/message-signature.js";
import type { Session } from "../websocket/session.js";
import { DueQueue } from "./due-queue.js";
import { FaultyRecipient } from "./faulty-recipient.js";
import { journalProblem, TWO_IDS } from "./reasons.js";
import { longestValiditySeconds, RecentIds } from "./recent-ids.js";
import { RefusalOrder } from "./refusal-order.js";

interface TakenEvent {
  session: Session;
  index: number;
  data: Buffer;
}

export class Intake {
  readonly #options: ServiceOptions<WebSocketConfig>;
  readonly #acknowledged: boolean;
  /** Absent when nothing is ever sent again, by a client or by someone who listened. */
  readonly #known: RecentIds | undefined;
  readonly #relay: (sender: number, index: number, body: Buffer) => void;
  readonly #delayed = new DueQueue();
  /** The delayed events: numbers by their senders. */
  readonly #handled = new Map<number, Set<number>>();
  #faulty: FaultyRecipient | undefined;

  constructor(options: ServiceOptions<WebSocketConfig>, relay: (sender: number, index: number, body: Buffer) => void) {
    const { sessionSeconds, ackTimeoutSeconds, signature } = options.config;
    this.#options = options;
    this.#relay = relay;
    this.#acknowledged = options.guarantee === "at-least-once";
    // A client gives an event up when it has tried for a session, at the next tick; its last attempt may be on its way.
    const triedSeconds = this.#acknowledged ? sessionSeconds + 2 * ackTimeoutSeconds : 0;
    const validSeconds = signature === "none" ? 0 : longestValiditySeconds(TOLERANCE_SECONDS, this.maxAgeSeconds);
    const horizonSeconds = Math.max(triedSeconds, validSeconds);
    this.#known = horizonSeconds > 0 ? new RecentIds(horizonSeconds * 1000) : undefined;
  }

  /** How old a signature may be: signed once, an event is sent as long as its client tries. */
  get maxAgeSeconds(): number {
    return TOLERANCE_SECONDS + (this.#acknowledged ? this.#options.config.sessionSeconds : 0);
  }

  /** Events that the handler has got and not taken yet. */
  get pending(): number {
    return this.#delayed.size;
  }

  /** An earlier process of this service took it. */
  restore(sender: number, index: number): void {
    this.#known?.add(sender, index);
  }

  misbehave(how: Misbehaviour | null): void {
    this.#faulty = how === null ? undefined : new FaultyRecipient(how);
    this.#delayed.flush();
  }

  stop(): void {
    this.#delayed.clear();
  }

  /** `data`: a text message, or anything else that is no ack. */
  onEvent(session: Session, data: Buffer, isBinary: boolean): void {
    let index: number;
    try {
      if (isBinary) throw new Error("events are text messages");
      if (this.#options.topology.flow === "broadcast") throw new Error("this service takes no events");
      index = indexOfId(parseEnvelope(data.toString()).id);
      if (index < 0) throw new Error("the id is not evt_ and ten digits");
      if (isReadAsAnother(data, index)) throw new Error(TWO_IDS);
    } catch (error) {
      session.sendError((error as Error).message);
      this.#options.observer.problem("message that is not an event");
      return;
    }
    const event = { session, index, data };
    if (this.#faulty === undefined && session.order === undefined) this.#take(event);
    else this.#takeFaultily(event);
  }

  #take(event: TakenEvent): void {
    const { session, index, data } = event;
    if (this.#known?.has(session.client, index)) {
      this.#takeAgain(event);
      return;
    }
    const { topology, observer } = this.#options;
    if (!this.#writtenDown(event)) return;
    try {
      this.#known?.add(session.client, index);
      if (topology.flow === "ingest") observer.delivered(SERVICE, index);
    } catch (error) {
      // Costs this event and no other. Not asked for again: it would fail again.
      observer.problem(`the handler failed: ${(error as Error).message}`);
      session.sendRefusal({ index, reason: "the handler failed" });
      return;
    }
    if (this.#acknowledged) session.sendAck(index);
    if (topology.flow === "relay") this.#relay(session.client, index, data);
  }

  /** False: the disk is full, and the event is asked for again. */
  #writtenDown(event: TakenEvent): boolean {
    const { session, index, data } = event;
    if (!this.#acknowledged) return true;
    try {
      this.#options.journal?.accepted(session.client, index, data);
      return true;
    } catch (error) {
      const problem = journalProblem(error);
      this.#options.observer.problem(problem);
      this.#refuseForNow(event, problem, null);
      return false;
    }
  }

  /** A second copy: its sender has not seen the ack, or somebody plays back what they heard. */
  #takeAgain({ session, index }: TakenEvent): void {
    const { observer } = this.#options;
    if (this.#acknowledged) {
      observer.suppressed(SERVICE, index);
      session.sendAck(index);
    } else {
      observer.problem("replayed message");
      session.sendError("this message was received before");
    }
  }

  #takeFaultily(event: TakenEvent): void {
    const { session, index } = event;
    const isHeldBack = session.order?.holdsBack(index) ?? false;
    // A copy of what was taken, or is about to be, meets no fate of its own.
    if (this.#known?.has(session.client, index) || this.#isHandled(event)) this.#takeLater(event);
    else if (!isHeldBack) {
      const fate = this.#faulty?.fateOf(session.client, index) ?? "take";
      if (fate === "reset") session.reset("connection reset by the service");
      else if (fate === "refuse") this.#refuse(event);
      else this.#takeLater(event);
    }
  }

  #isHandled({ session, index }: TakenEvent): boolean {
    return this.#handled.get(session.client)?.has(index) ?? false;
  }

  #refuse(event: TakenEvent): void {
    const { session, index } = event;
    const { status, retryAfterSeconds = null } = this.#faulty!.how.refuse!;
    const reason = `refused: ${status}`;
    if (this.#acknowledged) this.#refuseForNow(event, reason, retryAfterSeconds);
    else session.sendRefusal({ index, reason });
  }

  #refuseForNow({ session, index }: TakenEvent, reason: string, retryAfterSeconds: number | null): void {
    session.order ??= new RefusalOrder(this.#options.config.sessionSeconds * 1000);
    session.order.refused(index);
    session.sendRefusal({ index, reason, retryAfterSeconds });
  }

  #takeLater(event: TakenEvent): void {
    const delayMs = this.#faulty?.how.delayMs ?? 0;
    if (delayMs === 0 && this.#delayed.size === 0) this.#take(event);
    else {
      const { client } = event.session;
      const handled = this.#handled.get(client) ?? new Set();
      this.#handled.set(client, handled.add(event.index));
      this.#delayed.after(delayMs, () => {
        handled.delete(event.index);
        this.#take(event);
      });
    }
  }
}
