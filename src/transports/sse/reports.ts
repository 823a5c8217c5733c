/**
 * What a client tells the service of the events that it was sent: JSON in the body of a POST to /clients/7/acks.
 *
 *   {"through":"lx3k2a.17"}                        it has every event up to the one with that id in its stream
 *   {"refused":[{"id":"evt_0000000042","reason":"…"}]}                         it has not taken that event, and will not
 *   {"refused":[{"id":"evt_0000000042","reason":"…","retryAfterSeconds":1}]}   not this time; null: after a time of the service's choice
 *
 * One report at a time: what comes up meanwhile goes with the next, so that acknowledgements batch themselves under load.
 */
import { eventId, indexOfId } from "../../events/id.js";
import type { DueQueue } from "../delivery/due-queue.js";
import { triedAgain } from "../delivery/reasons.js";
import { type Backoff, backoffMs } from "../delivery/sending/backoff.js";
import type { EventRefusal } from "../delivery/sending/deliveries.js";
import type { Observer } from "../transport.js";

export interface Report {
  through?: string | undefined;
  refused: readonly EventRefusal[];
}

export function encodeReport({ through, refused }: Report): Buffer {
  const listed = refused.map(({ index, ...rest }) => ({ id: eventId(index), ...rest }));
  return Buffer.from(JSON.stringify({ through, ...(listed.length > 0 && { refused: listed }) }));
}

/** Throws where it is none. */
export function parseReport(body: Buffer): Report {
  const { through, refused = [] } = JSON.parse(body.toString()) as Record<string, unknown>;
  if (through !== undefined && typeof through !== "string") throw new Error("through is not an id");
  if (!Array.isArray(refused)) throw new Error("refused is not a list");
  return { through, refused: refused.map(refusalIn) };
}

function refusalIn(value: unknown): EventRefusal {
  const { id, reason, retryAfterSeconds: after } = (value ?? {}) as Record<string, unknown>;
  if (typeof id !== "string" || indexOfId(id) < 0 || typeof reason !== "string") throw new Error("not a refusal");
  const retryAfterSeconds = typeof after === "number" && after >= 0 ? after : null;
  return { index: indexOfId(id), reason, ...(after !== undefined && { retryAfterSeconds }) };
}

export interface ReportingContext {
  readonly observer: Observer;
  /** Whether acknowledgements are given, and a report that failed is made again. */
  readonly acknowledged: boolean;
  readonly reconnect: Backoff;
  readonly waiting: DueQueue;
  /** Sends a report; its answer is told by `answered`. */
  post(client: number, report: Buffer): void;
}

/** Of one client; made with its first event, so that an idle client holds none. */
export class Reporter {
  readonly #context: ReportingContext;
  readonly #client: number;
  /** The id of the last event that was taken, and whether that is to be said. */
  #through: string | undefined;
  #isDue = false;
  #refused: EventRefusal[] = [];
  /** Posted, and not answered yet. */
  #underWay: Report | undefined;
  #isCollecting = false;
  #failures = 0;

  constructor(context: ReportingContext, client: number) {
    this.#context = context;
    this.#client = client;
  }

  /** By which the client resumes. */
  get through(): string | undefined {
    return this.#through;
  }

  /** Empty: the event has none, and there is nothing to resume after. */
  taken(id: string): void {
    this.#through = id === "" ? undefined : id;
    this.#isDue = id !== "";
    this.#collect();
  }

  /** The service does not know the last id any more. */
  forget(): void {
    this.#through = undefined;
    this.#isDue = false;
  }

  refused(refusal: EventRefusal): void {
    this.#refused.push(refusal);
    this.#collect();
  }

  /** The service has the report, or `failure`. */
  answered(failure?: string): void {
    const { observer, acknowledged, reconnect, waiting } = this.#context;
    if (failure === undefined || !acknowledged) {
      if (failure !== undefined) observer.problem(`acknowledgement: ${failure}`);
      this.#failures = 0;
      this.#underWay = undefined;
      this.#post();
      return;
    }
    observer.problem(triedAgain(`acknowledgement: ${failure}`));
    const draw = this.#client + this.#failures * 0x1_0001;
    waiting.after(backoffMs(reconnect, this.#failures++, draw), () => this.#again(this.#underWay!));
  }

  #again({ through, refused }: Report): void {
    this.#isDue ||= through !== undefined && this.#through !== undefined;
    this.#refused.unshift(...refused);
    this.#underWay = undefined;
    this.#post();
  }

  /** Of all that came in one read there is one report. */
  #collect(): void {
    if (this.#isCollecting) return;
    this.#isCollecting = true;
    queueMicrotask(() => {
      this.#isCollecting = false;
      this.#post();
    });
  }

  #post(): void {
    if (this.#underWay !== undefined || (!this.#isDue && this.#refused.length === 0)) return;
    this.#underWay = { through: this.#isDue ? this.#through : undefined, refused: this.#refused };
    this.#isDue = false;
    this.#refused = [];
    this.#context.post(this.#client, encodeReport(this.#underWay));
  }
}
