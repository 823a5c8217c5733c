/**
 * What a client, or the service for a subscriber, sends to one origin over HTTP/2: one session, or one for each event. What finds no
 * room waits its turn. What a peer did not begin goes first, on the next session, and that is no second attempt.
 */
import type { CoarseClock } from "../../delivery/sending/coarse-clock.js";
import type { Failure } from "../../delivery/sending/retry-delay.js";
import { WaitingEvents } from "../../delivery/sending/waiting-events.js";
import type { Opening } from "../../transport.js";
import type { Post } from "./post.js";
import { Session, type SessionEnd, type SessionOptions, type SessionOwner } from "./session.js";

/** A peer that begins nothing would be asked for ever. */
const MOST_TIMES_UNBEGUN = 3;
const NEVER_BEGUN: Failure = { reason: "the peer begins no request", status: 0, kind: "other" };

/** For counting: the peer said so, by GOAWAY or REFUSED_STREAM. */
export const SENT_AGAIN = "HTTP/2: the peer had not begun a request (sent again at once)";

export interface OriginOptions extends Omit<SessionOptions, "once"> {
  /** Absent: one session serves all. Else each serves one event, and so many do at the same time. */
  maxSessions?: number | undefined;
}

/** What becomes of the posts. */
export interface OriginOwner<P extends Post> {
  opened(opening: Opening): void;
  /** A connection ended that was to stay. */
  lost(): void;
  /** False: it is not to be sent now, and was put aside. */
  maySend(post: P): boolean;
  /** The attempt is about to be handed to a stream, for the first time. */
  written(post: P): void;
  answered(post: P, body: Buffer): void;
  failed(post: P, failure: Failure): void;
  problem(reason: string): void;
}

const bytesOf = ({ body }: Post): number => body.length;

export class Origin<P extends Post> implements SessionOwner<P> {
  readonly #owner: OriginOwner<P>;
  readonly #clock: Pick<CoarseClock, "nowMs">;
  readonly #options: SessionOptions;
  readonly #maxSessions: number;
  readonly #sessions = new Set<Session<P>>();
  readonly #waiting = new WaitingEvents<P>(bytesOf);
  /** What a peer did not begin. */
  readonly #unbegun: P[] = [];
  #opening: { resolve: () => void; reject: (error: Error) => void } | undefined;
  #isClosing = false;

  constructor(owner: OriginOwner<P>, clock: Pick<CoarseClock, "nowMs">, { maxSessions, ...options }: OriginOptions) {
    this.#owner = owner;
    this.#clock = clock;
    this.#options = { ...options, once: maxSessions !== undefined };
    this.#maxSessions = maxSessions ?? 1;
  }

  get coarseNowMs(): number {
    return this.#clock.nowMs;
  }

  /** More waits than it may hold. */
  get isFull(): boolean {
    return this.#waiting.isFull;
  }

  /** Neither answered nor failed. */
  *underWay(): Iterable<P> {
    for (const session of this.#sessions) yield* session.underWay();
    yield* this.#unbegun;
    yield* this.#waiting;
  }

  /** Opens a session. Rejects with the error of connecting. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#opening = { resolve, reject };
      this.#connect();
    });
  }

  post(post: P): void {
    const session = this.#waiting.isEmpty && this.#unbegun.length === 0 ? this.#free() : undefined;
    if (session === undefined) this.#waiting.push(post);
    else session.request(post);
  }

  expire(busySinceMs: number, idleSinceMs: number): void {
    for (const session of [...this.#sessions]) session.expire(busySinceMs, idleSinceMs);
  }

  /** Resets every connection. */
  dropConnections(): void {
    for (const session of [...this.#sessions]) session.reset();
  }

  /** Ends every connection and forgets what is under way; tells nothing any more. */
  close(): void {
    this.#isClosing = true;
    this.#waiting.clear();
    this.#unbegun.length = 0;
    for (const session of [...this.#sessions]) session.drop();
  }

  opened(opening: Opening): void {
    if (!this.#isClosing) this.#owner.opened(opening);
    this.#opening?.resolve();
    this.#opening = undefined;
  }

  writing(post: P): void {
    if (post.isWritten) return; // a peer had not begun it
    post.isWritten = true;
    this.#owner.written(post);
  }

  answered(post: P, body: Buffer): void {
    if (!this.#isClosing) this.#owner.answered(post, body);
  }

  failed(post: P, failure: Failure): void {
    if (!this.#isClosing) this.#owner.failed(post, failure);
  }

  unbegun(post: P): void {
    if (this.#isClosing) return;
    if (++post.timesUnbegun > MOST_TIMES_UNBEGUN) {
      this.failed(post, NEVER_BEGUN);
      return;
    }
    this.#owner.problem(SENT_AGAIN);
    this.#unbegun.push(post);
  }

  changed(): void {
    this.#sendWaiting();
  }

  gone(session: Session<P>, { reason, error, isLost }: SessionEnd): void {
    this.#sessions.delete(session);
    this.#opening?.reject(error ?? new Error(reason));
    this.#opening = undefined;
    if (this.#isClosing) return;
    if (isLost) this.#owner.lost();
    this.#sendWaiting();
  }

  #sendWaiting(): void {
    while (!this.#isClosing && (this.#unbegun.length > 0 || !this.#waiting.isEmpty)) {
      const session = this.#free();
      if (session === undefined) return;
      const post = (this.#unbegun.shift() ?? this.#waiting.shift())!;
      if (this.#owner.maySend(post)) session.request(post);
    }
  }

  /** A session with room; undefined: there is none, and no other may be opened. */
  #free(): Session<P> | undefined {
    let open = 0;
    for (const session of this.#sessions) {
      if (session.room > 0) return session;
      if (!session.isLeaving) open++;
      else if (this.#options.once && session.isBusy) open++;
    }
    return open < this.#maxSessions ? this.#connect() : undefined;
  }

  #connect(): Session<P> {
    const session = new Session<P>(this, this.#options);
    this.#sessions.add(session);
    return session;
  }
}
