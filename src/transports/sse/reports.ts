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

interface Unreported {
  /** Of the last event that was taken. */
  through: string | undefined;
  isAcknowledged: boolean;
  refused: EventRefusal[];
  /** It was posted, and not answered yet. */
  underWay: Report | undefined;
  failures: number;
}

export interface ReporterOptions {
  observer: Observer;
  /** Whether a report that failed is made again. */
  isRepeated: boolean;
  backoff: Backoff;
  later: DueQueue;
  post(client: number, report: Buffer): void;
}

/** For all clients of a driver. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #clients = new Map<number, Unreported>();
  /** Of whom something is to be told when all that was read is handled. */
  readonly #due = new Set<number>();

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  /** The id of the last event that the client has taken, by which it resumes. */
  throughOf(client: number): string | undefined {
    return this.#clients.get(client)?.through;
  }

  /** There is nothing to resume after, for the service does not know that id any more or has given none. */
  forget(client: number): void {
    const unreported = this.#of(client);
    unreported.through = undefined;
    unreported.isAcknowledged = true;
  }

  taken(client: number, id: string): void {
    const unreported = this.#of(client);
    unreported.through = id;
    unreported.isAcknowledged = false;
    this.#soon(client);
  }

  refused(client: number, refusal: EventRefusal): void {
    this.#of(client).refused.push(refusal);
    this.#soon(client);
  }

  /** The service has the report, or `failure`. */
  answered(client: number, failure?: string): void {
    const unreported = this.#of(client);
    const { observer, isRepeated, backoff, later } = this.#options;
    if (failure !== undefined && isRepeated) {
      observer.problem(triedAgain(`acknowledgement: ${failure}`));
      const draw = client + unreported.failures * 0x1_0001;
      later.after(backoffMs(backoff, unreported.failures++, draw), () => this.#again(client));
      return;
    }
    if (failure === undefined) unreported.failures = 0;
    else observer.problem(`acknowledgement: ${failure}`);
    unreported.underWay = undefined;
    this.#post(client);
  }

  #again(client: number): void {
    const unreported = this.#of(client);
    const { through, refused = [] } = unreported.underWay ?? {};
    unreported.isAcknowledged &&= through === undefined;
    unreported.refused.unshift(...refused);
    unreported.underWay = undefined;
    this.#post(client);
  }

  #of(client: number): Unreported {
    let unreported = this.#clients.get(client);
    if (unreported === undefined) {
      unreported = { through: undefined, isAcknowledged: true, refused: [], underWay: undefined, failures: 0 };
      this.#clients.set(client, unreported);
    }
    return unreported;
  }

  #soon(client: number): void {
    if (this.#due.size === 0) queueMicrotask(() => this.#postDue());
    this.#due.add(client);
  }

  #postDue(): void {
    const due = [...this.#due];
    this.#due.clear();
    for (const client of due) this.#post(client);
  }

  #post(client: number): void {
    const unreported = this.#of(client);
    const { through, isAcknowledged, refused, underWay } = unreported;
    if (underWay !== undefined || (isAcknowledged && refused.length === 0)) return;
    unreported.underWay = { refused, ...(!isAcknowledged && { through }) };
    unreported.isAcknowledged = true;
    unreported.refused = [];
    this.#options.post(client, encodeReport(unreported.underWay));
  }
}
