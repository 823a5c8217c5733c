/** What happens to events for a client that reads more slowly than they come. */
export const slowConsumerPolicies = {
  drop: "Events that no longer fit are refused.",
  conflate:
    "Only the latest event of each sender and type waits, and the ones before it are refused. When the waiting ones exceed maxBufferedBytes together, the oldest are refused as well.",
  disconnect: "The connection is closed (a WebSocket with code 1013), and the client comes back and resumes.",
} as const;

export type SlowConsumerPolicy = keyof typeof slowConsumerPolicies;
export const slowConsumerPolicyNames = Object.keys(slowConsumerPolicies) as SlowConsumerPolicy[];

/** Why an event was left out. */
export const slowReasons = { drop: "slow consumer: dropped", conflate: "slow consumer: conflated" } as const;

const LOOK_EVERY_MS = 20;

interface Sized {
  /** In bytes. */
  readonly length: number;
}

interface Waiting<Event> {
  /** The oldest first. */
  events: Map<string, Event>;
  bytes: number;
}

/**
 * What waits for slow consumers: per client the latest event of each key, within bounds, as keys are the senders' own words.
 * One timer looks whether they have caught up.
 */
export class Conflation<Event extends Sized> {
  readonly #release: (client: number) => void;
  readonly #bounds: { bytes: number; events: number };
  readonly #waiting = new Map<number, Waiting<Event>>();
  #timer: NodeJS.Timeout | undefined;

  /** `bounds`: of what waits for one client. `release` is called again and again for every client for which something waits. */
  constructor(bounds: { bytes: number; events: number }, release: (client: number) => void) {
    this.#bounds = bounds;
    this.#release = release;
  }

  isWaiting(client: number): boolean {
    return this.#waiting.has(client);
  }

  /** Returns the events that no longer wait: the one that this one takes the place of, and the oldest where it is too much. */
  put(client: number, key: string, event: Event): Event[] {
    let waiting = this.#waiting.get(client);
    if (waiting === undefined) {
      waiting = { events: new Map(), bytes: 0 };
      this.#waiting.set(client, waiting);
    }
    const gone = removed(waiting, key); // so that the order is the order of the events that are left
    waiting.events.set(key, event);
    waiting.bytes += event.length;
    const { bytes, events } = this.#bounds;
    for (const oldest of waiting.events.keys()) {
      if (oldest === key || (waiting.bytes <= bytes && waiting.events.size <= events)) break;
      gone.push(...removed(waiting, oldest));
    }
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
    return gone;
  }

  /** Hands over what waits for the client, oldest first. */
  take(client: number): Event[] {
    const events = [...(this.#waiting.get(client)?.events.values() ?? [])];
    this.#waiting.delete(client);
    return events;
  }

  *entries(): Iterable<[client: number, event: Event]> {
    for (const [client, { events }] of this.#waiting) for (const event of events.values()) yield [client, event];
  }

  get size(): number {
    let size = 0;
    for (const { events } of this.#waiting.values()) size += events.size;
    return size;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    for (const client of [...this.#waiting.keys()]) this.#release(client);
    if (this.#waiting.size === 0) this.stop();
  }
}

function removed<Event extends Sized>(waiting: Waiting<Event>, key: string): Event[] {
  const event = waiting.events.get(key);
  if (event === undefined) return [];
  waiting.events.delete(key);
  waiting.bytes -= event.length;
  return [event];
}
