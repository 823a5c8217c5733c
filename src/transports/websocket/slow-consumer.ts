/** What happens to events for a client that reads more slowly than they come. */
export const slowConsumerPolicies = {
  drop: "Events that do not fit any more are refused.",
  conflate: "Of each sender and type only the latest event waits; the ones before it are refused.",
  disconnect: "The connection is closed with code 1013; the client comes back and resumes.",
} as const;

export type SlowConsumerPolicy = keyof typeof slowConsumerPolicies;
export const slowConsumerPolicyNames = Object.keys(slowConsumerPolicies) as SlowConsumerPolicy[];

const LOOK_EVERY_MS = 20;

/** What waits for slow consumers: per client the latest event of each key. One timer looks whether they have caught up. */
export class Conflation<Event> {
  readonly #release: (client: number) => void;
  readonly #waiting = new Map<number, Map<string, Event>>();
  #timer: NodeJS.Timeout | undefined;

  /** `release` is called again and again for every client for which something waits. */
  constructor(release: (client: number) => void) {
    this.#release = release;
  }

  isWaiting(client: number): boolean {
    return this.#waiting.has(client);
  }

  /** Returns the event that this one takes the place of. */
  put(client: number, key: string, event: Event): Event | undefined {
    let events = this.#waiting.get(client);
    if (events === undefined) {
      events = new Map();
      this.#waiting.set(client, events);
    }
    const replaced = events.get(key);
    events.delete(key); // so that the order is the order of the events that are left
    events.set(key, event);
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
    return replaced;
  }

  /** Hands over what waits for the client, oldest first. */
  take(client: number): Event[] {
    const events = [...(this.#waiting.get(client)?.values() ?? [])];
    this.#waiting.delete(client);
    return events;
  }

  *entries(): Iterable<[client: number, event: Event]> {
    for (const [client, events] of this.#waiting) for (const event of events.values()) yield [client, event];
  }

  get size(): number {
    let size = 0;
    for (const events of this.#waiting.values()) size += events.size;
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
